import type { ReportMessage } from '@stoa/protocol';
import type { ConnectionStats, StreamStats } from '../media/index.ts';

/** Totals at the last report, by which the next one tells what happened since. */
export interface ReportBase {
  readonly at: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packets: number;
  readonly lost: number;
}

/** What getStats does not tell: counted by the reporter since the last report. */
export interface ReportCounts {
  readonly connected: number;
  readonly failed: number;
  readonly firstFrameMs: number | null;
}

export type MediaReport = Omit<ReportMessage, 'id'>;

function sum(streams: readonly StreamStats[], read: (stream: StreamStats) => number): number {
  return streams.reduce((total, stream) => total + read(stream), 0);
}

/** The totals now; `at` in ms. */
export function baseOf(stats: readonly ConnectionStats[], at: number): ReportBase {
  const received = stats.flatMap((one) => one.received);
  const sent = stats.flatMap((one) => one.sent);
  return {
    at,
    bytesIn: sum(received, ({ bytes }) => bytes),
    bytesOut: sum(sent, ({ bytes }) => bytes),
    packets: sum(received, ({ packets }) => packets),
    lost: Math.max(
      0,
      sum(received, ({ lost }) => lost),
    ),
  };
}

/** Bits per second; null when a total went back: a connection was made anew in between. */
function rate(bytes: number, ms: number): number | null {
  return ms <= 0 || bytes < 0 ? null : Math.round((bytes * 8_000) / ms);
}

function worst(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(600_000, Math.max(...values));
}

/** The report about the time between two looks at the statistics. */
export function mediaReport(
  stats: readonly ConnectionStats[],
  before: ReportBase,
  now: ReportBase,
  counts: ReportCounts,
): MediaReport {
  const paths = stats.flatMap(({ path }) => path ?? []);
  const received = stats.flatMap((one) => one.received).filter(({ packets }) => packets > 0);
  const lost = Math.max(0, now.lost - before.lost);
  const packets = now.packets - before.packets;
  const ms = now.at - before.at;
  return {
    type: 'report',
    path: paths.length === 0 ? null : paths.some(({ kind }) => kind === 'relay') ? 'relay' : 'direct',
    rttMs: worst(paths.flatMap(({ rttMs }) => rttMs ?? [])),
    jitterMs: worst(received.map(({ jitterMs }) => jitterMs)),
    lossIn: packets < 0 || packets + lost === 0 ? null : lost / (packets + lost),
    bitrateIn: rate(now.bytesIn - before.bytesIn, ms),
    bitrateOut: rate(now.bytesOut - before.bytesOut, ms),
    ...counts,
  };
}
