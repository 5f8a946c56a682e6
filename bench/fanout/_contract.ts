/** What the processes of this benchmark tell each other. */
import { hrtime } from 'node:process';

export type Kind = 'stoa' | 'peer';

export interface LoadOrder {
  readonly kind: Kind;
  readonly url: string;
  /** One entry per client: the room it joins. */
  readonly rooms: readonly string[];
  /** Joins under way at the same time. */
  readonly parallel: number;
}

/** Each client sends chat `perSecond` times a second for `seconds`. */
export interface SendOrder {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Received {
  readonly sent: number;
  readonly refused: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly gaps: number;
  /** Deliveries by latency: index = tenths of a millisecond, the last one holds everything above. */
  readonly latency: readonly number[];
}

export interface Usage {
  /** User and system time of the process so far, s. */
  readonly cpuS: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** Milliseconds on a clock that all processes of the machine share. */
export function sharedNow(): number {
  return Number(hrtime.bigint() / 1_000n) / 1_000;
}

export const latencySlots = 20_000;

/** The latency that `share` of the deliveries stayed below, ms. */
export function percentile(latency: readonly number[], share: number): number {
  const total = latency.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [slot, count] of latency.entries()) {
    seen += count;
    if (seen >= total * share) return (slot + 1) / 10;
  }
  return Number.NaN;
}
