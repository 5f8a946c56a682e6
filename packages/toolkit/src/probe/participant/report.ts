import type { ReportMessage } from '@stoa/protocol';
import type { ArrivalStats } from '../media/index.ts';
import type { ConnectionInfo } from './_media-legs.ts';

/** The part of a participant's statistics that a report is made of. */
export interface Reportable {
  readonly welcomeMs: number | null;
  readonly connections: readonly ConnectionInfo[];
  readonly streams: readonly (Pick<ArrivalStats, 'packets' | 'lost' | 'jitterMs'> & {
    readonly kind: 'audio' | 'video';
    readonly firstMs: number;
  })[];
}

function worst(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** What a synthetic participant tells the backend about its whole call, as a browser does from `getStats`. */
export function reportOf(stats: Reportable): Omit<ReportMessage, 'id'> {
  const pairs = stats.connections.flatMap(({ pair }) => pair ?? []);
  const relayed = pairs.some(({ local }) => local.relayProtocol !== null);
  const total = (read: (stream: Reportable['streams'][number]) => number) =>
    stats.streams.reduce((sum, stream) => sum + read(stream), 0);
  const lost = total((stream) => stream.lost);
  const expected = total((stream) => stream.packets) + lost;
  const first = stats.streams.filter(({ kind }) => kind === 'video').map(({ firstMs }) => firstMs);
  const states = (state: string) => stats.connections.filter((one) => one.state === state).length;
  return {
    type: 'report',
    path: pairs.length === 0 ? null : relayed ? 'relay' : 'direct',
    rttMs: worst(pairs.flatMap(({ rttMs }) => rttMs ?? [])),
    jitterMs: worst(stats.streams.map(({ jitterMs }) => Math.min(600_000, jitterMs))),
    lossIn: expected === 0 ? null : lost / expected,
    // Synthetic media is of a fixed size: its rate says nothing about the path.
    bitrateIn: null,
    bitrateOut: null,
    connected: states('connected'),
    failed: states('failed'),
    firstFrameMs: first.length === 0 ? null : Math.max(0, Math.min(...first) - (stats.welcomeMs ?? 0)),
  };
}
