import type { IceServer } from '@stoa/protocol';

/** Forced relay path, by `?relay=`; null: whatever ICE finds best. */
export type RelayChoice = 'udp' | 'tcp' | 'tls' | 'any' | null;

export function parseRelayChoice(text: string | null): RelayChoice {
  return text === 'udp' || text === 'tcp' || text === 'tls' || text === 'any' ? text : null;
}

/** How a client would speak to this server (RFC 7064, RFC 7065); null when the URL is no TURN URL. */
export function relayTransport(url: string): 'udp' | 'tcp' | 'tls' | null {
  if (url.startsWith('turns:')) return 'tls';
  if (!url.startsWith('turn:')) return null;
  return /[?&]transport=tcp\b/.test(url) ? 'tcp' : 'udp';
}

function fits(url: string, relay: Exclude<RelayChoice, null>): boolean {
  const transport = relayTransport(url);
  return transport !== null && (relay === 'any' || transport === relay);
}

/** Configuration of every PeerConnection of a call. With a forced relay only its URLs remain. */
export function rtcConfiguration(servers: readonly IceServer[], relay: RelayChoice): RTCConfiguration {
  const iceServers = servers
    .map((server) => ({
      urls: relay === null ? server.urls : server.urls.filter((url) => fits(url, relay)),
      ...(server.username === undefined ? {} : { username: server.username }),
      ...(server.credential === undefined ? {} : { credential: server.credential }),
    }))
    .filter((server) => server.urls.length > 0);
  return { iceServers, iceTransportPolicy: relay === null ? 'all' : 'relay', bundlePolicy: 'max-bundle' };
}

const soonestRefreshMs = 30_000;
const longestTimerMs = 24 * 3_600_000;

/**
 * When to ask for new TURN credentials: after 80 % of what is left. A clock that runs wrong on this machine leads to
 * asking too often at worst, never in a busy loop.
 */
export function refreshDelay(now: number, expireAt: number): number {
  return Math.min(longestTimerMs, Math.max(soonestRefreshMs, (expireAt - now) * 0.8));
}
