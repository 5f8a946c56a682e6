import type { IceServer } from '@stoa/protocol';
import { rtcConfiguration } from '../media/index.ts';

/** Ways to the outside, in the order in which a call prefers them. */
export const ways = ['stun', 'udp', 'tcp', 'tls'] as const;
export type Way = (typeof ways)[number];
export type RelayWay = Exclude<Way, 'stun'>;

/** How to try each way; null: this platform does not offer it. Pure. */
export function planOf(servers: readonly IceServer[]): Readonly<Record<Way, RTCConfiguration | null>> {
  const relay = (way: RelayWay) => orNull(rtcConfiguration(servers, way));
  return { stun: stunPlan(servers), udp: relay('udp'), tcp: relay('tcp'), tls: relay('tls') };
}

function orNull(configuration: RTCConfiguration): RTCConfiguration | null {
  return configuration.iceServers?.length === 0 ? null : configuration;
}

function stunPlan(servers: readonly IceServer[]): RTCConfiguration | null {
  const urls = servers.flatMap((server) => server.urls).filter((url) => /^stuns?:/.test(url));
  return urls.length === 0 ? null : { iceServers: [{ urls }] };
}
