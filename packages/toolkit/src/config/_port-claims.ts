import type { ConfigPath } from './findings.ts';
import type { Platform } from './schema/index.ts';

/** Ports that one part of the platform listens on. */
export interface PortClaim {
  readonly path: ConfigPath;
  readonly protocol: 'TCP' | 'UDP';
  readonly first: number;
  readonly last: number;
  /** What listens there, for messages. */
  readonly what: string;
}

/** Every port that a platform uses. Which address a port is bound to does not count: servers may bind all. */
export function portClaims(platform: Platform): PortClaim[] {
  const { meet, sfu, turn, redis } = platform;
  const tcp = (path: ConfigPath, first: number, count: number, what: string): PortClaim => {
    return { path, protocol: 'TCP', first, last: first + count - 1, what };
  };
  const udp = (path: ConfigPath, range: { min: number; max: number }, what: string): PortClaim => {
    return { path, protocol: 'UDP', first: range.min, last: range.max, what };
  };
  const claims = [
    tcp(['meet', 'port'], meet.port, meet.backends, 'HTTPS of the session backends'),
    tcp(['meet', 'httpPort'], meet.httpPort, meet.backends, 'HTTP of the session backends'),
    tcp(['meet', 'adminPort'], meet.adminPort, meet.backends, 'the admin APIs of the session backends'),
  ];
  if (redis.kind === 'redis') claims.push(tcp(['redis', 'port'], redis.port, 1, 'Redis'));
  if (sfu.kind === 'janus') {
    claims.push(
      tcp(['sfu', 'apiPort'], sfu.apiPort, sfu.replicas, 'the Janus APIs'),
      tcp(['sfu', 'adminPort'], sfu.adminPort, sfu.replicas, 'the Janus admin APIs'),
      udp(['sfu', 'rtpPorts'], sfu.rtpPorts, 'SFU media'),
    );
  }
  if (turn.kind === 'coturn') {
    claims.push(
      tcp(['turn', 'port'], turn.port, turn.replicas, 'TURN'),
      tcp(['turn', 'tlsPort'], turn.tlsPort, turn.replicas, 'TURN over TLS'),
      udp(['turn', 'port'], { min: turn.port, max: turn.port + turn.replicas - 1 }, 'TURN'),
      udp(['turn', 'relayPorts'], turn.relayPorts, 'relayed media'),
    );
  }
  return claims;
}

/** `8443`, or `8443–8444` for several. */
export function formatPorts(claim: { readonly first: number; readonly last: number }): string {
  return claim.first === claim.last ? String(claim.first) : `${claim.first}–${claim.last}`;
}
