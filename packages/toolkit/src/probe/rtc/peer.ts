import { isIP } from 'node:net';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket } from 'werift';
import type { IceServer } from '@stoa/protocol';
import { messageOf, withDeadline } from '../../base/index.ts';
import type { MediaSink, MediaSource } from '../media/index.ts';
import { callErrors } from '../probe-errors.ts';
import { keepSrtpKeys, useNativeKeyAgreement } from './_quick-crypto.ts';
import {
  codecs,
  forgetPublicStun,
  iceOf,
  relayTransports,
  releaseRelays,
  tameStreams,
  type IceConnection,
} from './_werift.ts';
import { relayFor, stunUrls, type CallPath } from './paths.ts';

export interface PeerOptions {
  readonly path: CallPath;
  readonly iceServers: readonly IceServer[];
  /** STUN is of use between peers; towards an SFU with a public address it only costs time. */
  readonly useStun: boolean;
  /** PEM of the CA behind `turns:` servers; without it the system's roots count. */
  readonly ca?: string | undefined;
  /** The one IPv4 address media is sent from. */
  readonly address?: string | undefined;
}

/** Milliseconds that gathering, and then ICE with DTLS, may take. */
export const connectMs = 15_000;

/** A PeerConnection bound to its path. @throws CALL_NO_RELAY */
export function createPeer(options: PeerOptions): RTCPeerConnection {
  const { path, iceServers, ca, address } = options;
  const relay = path === 'direct' ? undefined : relayFor(path, iceServers);
  const stun = relay === undefined && options.useStun ? stunUrls(iceServers).slice(0, 1) : [];
  useNativeKeyAgreement();
  const pc = new RTCPeerConnection({
    codecs: codecs(),
    headerExtensions: { audio: [], video: [] },
    bundlePolicy: 'max-bundle',
    iceTransportPolicy: relay === undefined ? 'all' : 'relay',
    iceServers: relay
      ? [{ urls: relay.url, username: relay.username, credential: relay.credential }]
      : stun.map((urls) => ({ urls })),
    iceUseIpv6: false,
    iceUseTcp: false,
    ...(address === undefined ? {} : { iceInterfaceAddresses: { udp4: address } }),
    ...(path === 'tls' && relay ? { turnTlsOptions: tlsOptions(relay.server.host, ca) } : {}),
  });
  pc.connectionStateChange.subscribe((state) => {
    if (state === 'connected') keepSrtpKeys(pc);
  });
  return pc;
}

export function tlsOptions(host: string, ca: string | undefined): { ca?: string; servername?: string } {
  return { ...(ca === undefined ? {} : { ca }), ...(isIP(host) === 0 ? { servername: host } : {}) };
}

/**
 * Sends a source's packets through the PeerConnection until it is closed; returns the function that stops it.
 * @param muted while it says so, nothing is sent
 */
export function sendMedia(
  pc: RTCPeerConnection,
  source: MediaSource,
  direction: 'sendonly' | 'sendrecv',
  muted: () => boolean = () => false,
): () => void {
  const tracks = {
    audio: new MediaStreamTrack({ kind: 'audio' }),
    video: new MediaStreamTrack({ kind: 'video' }),
  };
  for (const kind of ['audio', 'video'] as const) {
    if (!source.kinds.includes(kind)) {
      if (direction === 'sendrecv') pc.addTransceiver(kind, { direction: 'recvonly' });
      continue;
    }
    const { sender } = pc.addTransceiver(tracks[kind], { direction });
    sender.onPictureLossIndication.subscribe(() => source.requestKeyFrame());
  }
  const sink: MediaSink = ({ kind, sequenceNumber, timestamp, marker, payload }) => {
    if (pc.connectionState !== 'connected' || muted()) return;
    tracks[kind].writeRtp(new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, marker }), payload));
  };
  return source.add(sink);
}

/**
 * Hands every RTP payload to `listener`. Taken where SRTP ends and not from the tracks: packets arrive whatever
 * m-line they are announced on, reused ones included.
 */
export function tapMedia(pc: RTCPeerConnection, listener: (payload: Buffer) => void): void {
  for (const transport of pc.dtlsTransports) {
    if (tapped.has(transport)) continue;
    tapped.add(transport);
    transport.onRtp.subscribe(({ payload }) => listener(payload));
  }
}
const tapped = new WeakSet<object>();

/**
 * Makes the local description with all candidates in it.
 * @throws CALL_RELAY_FAILED when the TURN server gave no address, or only over another transport
 */
export async function makeDescription(
  pc: RTCPeerConnection,
  type: 'offer' | 'answer',
  options: PeerOptions,
): Promise<string> {
  const description = type === 'offer' ? await pc.createOffer() : await pc.createAnswer();
  forgetPublicStun(pc, options.useStun && stunUrls(options.iceServers).length > 0);
  await withDeadline(pc.setLocalDescription(description), connectMs, 'gathering').catch((cause: unknown) => {
    throw iceFailed(`no ICE candidates: ${messageOf(cause)}`);
  });
  tameStreams(iceOf(pc));
  if (options.path !== 'direct') demandRelay(iceOf(pc), options);
  return asDtlsClient(pc.localDescription?.sdp ?? '');
}

/** As DTLS client werift starts the handshake itself; waiting for the other side's costs a second. */
export function asDtlsClient(sdp: string): string {
  return sdp.replaceAll('a=setup:actpass', 'a=setup:active');
}

/** @throws CALL_RELAY_FAILED when the TURN server gave no address, or only over another transport */
export function demandRelay(
  connections: readonly IceConnection[],
  { path, iceServers }: Pick<PeerOptions, 'path' | 'iceServers'>,
): void {
  const transports = relayTransports(connections);
  if (path === 'direct' || transports.includes(path)) return;
  const { url } = relayFor(path, iceServers);
  const instead = transports.length > 0 ? ` over ${path} (only over ${transports.join(', ')})` : '';
  throw callErrors.make('CALL_RELAY_FAILED', `the TURN server ${url} gave no relay address${instead}`, {
    hint: `find out why with: stoa turn check "${url}"`,
    details: { url, path },
  });
}

/** Waits until media can flow. @throws CALL_ICE_FAILED */
export function connected(pc: RTCPeerConnection, what: string, limitMs: number = connectMs): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      unSubscribe();
      settle();
    };
    const look = () => {
      const state = pc.connectionState;
      if (state === 'connected') end(resolve);
      if (state === 'failed' || state === 'closed') end(() => reject(iceFailed(`${what}: ${state}`)));
    };
    const { unSubscribe } = pc.connectionStateChange.subscribe(look);
    const timer = setTimeout(() => {
      const ice = pc.iceConnectionState;
      end(() => reject(iceFailed(`${what} did not come up within ${limitMs} ms (ICE: ${ice})`)));
    }, limitMs);
    look();
  });
}

export function iceFailed(message: string): Error {
  return callErrors.make('CALL_ICE_FAILED', message, {
    hint: 'check that the media address is reachable by UDP: firewall, NAT mapping, address announced by the SFU',
  });
}

/** The ICE user name of the first media section: it changes with a new connection and with an ICE restart. */
export function iceUfrag(sdp: string): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
}

/** Closes the PeerConnection and gives its relay addresses back. */
export async function closePeer(pc: RTCPeerConnection): Promise<void> {
  await withDeadline(releaseRelays(iceOf(pc)), 1_000, 'releasing relays').catch(() => {});
  await pc.close().catch(() => {});
}
