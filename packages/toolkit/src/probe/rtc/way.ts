import {
  candidateToIce,
  IceCandidate,
  RTCIceGatherer,
  type RTCIceTransport,
  type RTCPeerConnection,
} from 'werift';
import { messageOf, sleep, withDeadline } from '../../base/index.ts';
import { readIce, withIce } from './_ice-sdp.ts';
import { forgetStun, releaseRelays, tameStreams, type IceConnection } from './_werift.ts';
import { nominatedPair } from './nominated.ts';
import { relayFor, relayServers } from './paths.ts';
import { asDtlsClient, connectMs, demandRelay, iceFailed, tlsOptions, type PeerOptions } from './peer.ts';

/** What is on its way over the old relay still arrives: that is given back so much later, ms. */
const holdMs = 1_000;

/**
 * A new way for the media of a running PeerConnection, through the relay that it would be given now. Media goes on
 * over the old one until the new one is up, as in a browser's ICE restart (RFC 8445 §9). werift's own restart forgets
 * the old pair at once, and media stops; here a second ICE connection is put under the same DTLS transport.
 */
export interface Way {
  /** An own description of the running connection, with the new way in it. */
  readonly describe: (sdp: string) => string;
  /** The other side's description as if its ICE had not changed: for the PeerConnection, which is not to restart. */
  readonly conceal: (sdp: string) => string;
  /** Connects, and takes the new way. @throws CALL_ICE_FAILED; the old one stands then, and `drop` has to follow */
  readonly take: (remoteSdp: string) => Promise<void>;
  /** Gives up what was not taken; never fails. */
  readonly drop: () => Promise<void>;
}

/** @throws CALL_NO_RELAY, CALL_RELAY_FAILED, CALL_ICE_FAILED */
export async function openWay(pc: RTCPeerConnection, options: PeerOptions): Promise<Way> {
  const transport = pc.iceTransports[0];
  if (transport === undefined) throw iceFailed('a connection without media has no way to change');
  const old = transport.connection;
  const gatherer = gathererFor(old, options);
  const { connection } = gatherer;
  const drop = () => closeIce(connection);
  try {
    await withDeadline(gatherer.gather(), connectMs, 'gathering');
    tameStreams([connection]);
    demandRelay([connection], options);
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    describe: (sdp) =>
      withIce(asDtlsClient(sdp), {
        ufrag: connection.localUsername,
        pwd: connection.localPassword,
        candidates: gatherer.localCandidates.map((one) => one.toJSON().candidate ?? ''),
      }),
    conceal: (sdp) => withIce(sdp, { ...readIce(sdp), ufrag: old.remoteUsername, pwd: old.remotePassword }),
    take: async (remoteSdp) => {
      // The other side may send over the new pair before this one knows that it stands.
      connection.onData.subscribe((data) => old.onData.execute(data));
      await connect(connection, old.remoteIsLite, remoteSdp);
      put(transport, gatherer);
      void sleep(holdMs).then(() => closeIce(old));
    },
    drop,
  };
}

function gathererFor(old: IceConnection, options: PeerOptions): RTCIceGatherer {
  const gatherer = new RTCIceGatherer({ ...old.options, ...relayOptions(options) });
  if (old.stunServer === undefined) forgetStun(gatherer.connection);
  gatherer.connection.iceControlling = old.iceControlling;
  return gatherer;
}

function relayOptions({ path, iceServers, ca }: PeerOptions): Partial<IceConnection['options']> {
  if (path === 'direct') return {};
  const { server, username, credential } = relayFor(path, iceServers);
  return {
    turnServer: [server.host, server.port],
    turnUsername: username,
    turnPassword: credential,
    ...(path === 'tls' ? { turnTlsOptions: tlsOptions(server.host, ca) } : {}),
  };
}

async function connect(connection: IceConnection, iceLite: boolean, remoteSdp: string): Promise<void> {
  const { ufrag, pwd, candidates } = readIce(remoteSdp);
  connection.setRemoteParams({ iceLite, usernameFragment: ufrag, password: pwd });
  for (const candidate of candidates) {
    const read = IceCandidate.fromJSON({ candidate });
    if (read) await connection.addRemoteCandidate(candidateToIce(read));
  }
  await connection.addRemoteCandidate(undefined);
  await withDeadline(connection.connect(), connectMs, 'ICE').catch((cause: unknown) => {
    throw iceFailed(`the new way did not come up: ${messageOf(cause)}`);
  });
}

/** DTLS sends over whatever connection its ICE transport names, and descriptions are made from its gatherer. */
function put(transport: RTCIceTransport, gatherer: RTCIceGatherer): void {
  const old = transport.connection;
  const { connection } = gatherer;
  // What happens to the old one from now on is nobody's business.
  old.stateChanged.allUnsubscribe();
  connection.stateChanged.subscribe((state) => transport['setState'](state));
  transport.connection = connection;
  transport['iceGather'] = gatherer;
}

async function closeIce(connection: IceConnection): Promise<void> {
  await withDeadline(releaseRelays([connection]), 1_000, 'releasing relays').catch(() => {});
  await connection.close().catch(() => {});
}

/** The offer of a running connection's other side that goes another way; all its candidates have to be in it. */
export function isRestart(pc: RTCPeerConnection, offer: string): boolean {
  const fingerprint = (sdp: string) => /^a=fingerprint:(.*?)\r?$/m.exec(sdp)?.[1];
  const known = pc.remoteDescription?.sdp ?? '';
  const { ufrag, candidates } = readIce(offer);
  return (
    pc.connectionState === 'connected' &&
    fingerprint(known) === fingerprint(offer) &&
    remoteUfrag(pc) !== ufrag &&
    candidates.length > 0
  );
}

/** The ICE user name of the other side, as it is used now. */
export function remoteUfrag(pc: RTCPeerConnection): string | undefined {
  return pc.iceTransports[0]?.connection.remoteUsername;
}

/**
 * Changes the way of a running connection, as the side that offers.
 * @param negotiate sends the offer, and returns the answer
 * @throws CALL_NO_RELAY, CALL_RELAY_FAILED, CALL_ICE_FAILED, and what `negotiate` throws; the old way stands then
 */
export async function changeWay(
  pc: RTCPeerConnection,
  options: PeerOptions,
  negotiate: (sdp: string) => Promise<string>,
): Promise<void> {
  const way = await openWay(pc, options);
  try {
    await way.take(await negotiate(way.describe(pc.localDescription?.sdp ?? '')));
  } catch (error) {
    await way.drop();
    throw error;
  }
}

/** It runs over a relay that is handed out now, or over none. */
export function isOnGivenRelay(pc: RTCPeerConnection, { path, iceServers }: PeerOptions): boolean {
  if (path === 'direct') return true;
  const relay = nominatedPair(pc)?.local.relayServer;
  return relay != null && relayServers(iceServers).has(relay);
}
