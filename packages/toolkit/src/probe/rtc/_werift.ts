import { Socket } from 'node:net';
import {
  classes,
  Message,
  methods,
  RTCRtpCodecParameters,
  StunOverTurnProtocol,
  usePLI,
  type RTCIceTransport,
  type RTCPeerConnection,
  type TurnProtocol,
} from 'werift';

/** Made anew for each PeerConnection: werift writes into them. */
export function codecs(): { audio: RTCRtpCodecParameters[]; video: RTCRtpCodecParameters[] } {
  return {
    audio: [
      new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 }),
    ],
    // No NACK: a lost packet must be seen as lost.
    video: [
      new RTCRtpCodecParameters({
        mimeType: 'video/VP8',
        clockRate: 90_000,
        payloadType: 96,
        rtcpFeedback: [usePLI()],
      }),
    ],
  };
}

/** Without a STUN server of ours werift asks a public one of another company; must run before gathering. */
export function forgetPublicStun(pc: RTCPeerConnection, stunGiven: boolean): void {
  if (stunGiven) return;
  for (const connection of iceOf(pc)) forgetStun(connection);
}

export function forgetStun(connection: IceConnection): void {
  delete connection.stunServer;
}

export type IceConnection = RTCIceTransport['connection'];

export function iceOf(pc: RTCPeerConnection): IceConnection[] {
  return pc.iceTransports.map(({ connection }) => connection);
}

function turnClients(connections: readonly IceConnection[]): TurnProtocol[] {
  const found = connections.flatMap((connection) => {
    // werift has no accessor for the transports of an ICE connection; without the field there is nothing to tidy.
    const protocols: unknown = Reflect.get(connection, 'protocols');
    return Array.isArray(protocols) ? protocols : [];
  });
  return found
    .filter((protocol): protocol is StunOverTurnProtocol => protocol instanceof StunOverTurnProtocol)
    .map(({ turn }) => turn);
}

export function relayTransports(connections: readonly IceConnection[]): string[] {
  return turnClients(connections).map((turn) => turn.transport.type);
}

/**
 * Two things werift leaves to be wished of its TCP and TLS connections to TURN servers. It lets Nagle's algorithm
 * collect media packets. And it reconnects what the server ended, in vain (the allocation belongs to the old
 * connection) and with a rejection nobody handles when the server is gone, which would end the process.
 */
export function tameStreams(connections: readonly IceConnection[]): void {
  for (const { transport } of turnClients(connections)) {
    const stream: unknown = Reflect.get(transport, 'stream');
    if (typeof stream !== 'object' || stream === null) continue;
    Reflect.set(stream, 'connect', () => {});
    const socket: unknown = Reflect.get(stream, 'client');
    if (socket instanceof Socket) socket.setNoDelay(true);
  }
}

/** Gives the allocations back (RFC 8656 §8, lifetime 0); werift leaves them to expire after ten minutes. */
export async function releaseRelays(connections: readonly IceConnection[]): Promise<void> {
  await Promise.allSettled(
    turnClients(connections).map(async (turn) => {
      const request = new Message(methods.REFRESH, classes.REQUEST);
      request.setAttribute('LIFETIME', 0);
      await turn.requestWithRetry(request, turn.server);
    }),
  );
}
