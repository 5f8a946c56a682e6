import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '@stoa/toolkit/evidence';

/**
 * What became of a participant of a draining backend. `moved`: another backend had the new connection before the old
 * one ended; `resumed`: the connection broke first, and the participant came back elsewhere; `left`: the room;
 * `broken`: the connection broke and nobody came back yet; `cut`: still here at the deadline.
 */
export type Outcome = 'moved' | 'resumed' | 'left' | 'broken' | 'cut';

export interface Moved {
  readonly room: string;
  readonly participant: string;
  readonly outcome: Outcome;
  /** From being told until the connection was gone here; null = never told. */
  readonly tookMs: number | null;
}

export interface DrainRecord {
  readonly backend: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly drainMs: number;
  readonly participants: readonly Moved[];
}

export interface DrainTotals extends Readonly<Record<Outcome, number>> {
  readonly participants: number;
  readonly told: number;
  /** Of those who moved; null when nobody did. */
  readonly tookMs: { readonly median: number; readonly p99: number; readonly max: number } | null;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function drainTotals({ participants }: DrainRecord): DrainTotals {
  const count = (outcome: Outcome) => participants.filter((one) => one.outcome === outcome).length;
  const times = participants
    .flatMap(({ outcome, tookMs }) => (outcome === 'moved' && tookMs !== null ? [tookMs] : []))
    .toSorted((a, b) => a - b);
  return {
    participants: participants.length,
    told: participants.filter(({ tookMs }) => tookMs !== null).length,
    moved: count('moved'),
    resumed: count('resumed'),
    left: count('left'),
    broken: count('broken'),
    cut: count('cut'),
    tookMs:
      times.length === 0
        ? null
        : { median: quantile(times, 0.5), p99: quantile(times, 0.99), max: times.at(-1) ?? 0 },
  };
}

/** The evidence file of a drain; ok = nobody's connection ended before another stood. */
export function drainEvidence(record: DrainRecord, platform: string): Evidence {
  const totals = drainTotals(record);
  const { tookMs } = totals;
  const seconds = ((record.finishedAt.getTime() - record.startedAt.getTime()) / 1_000).toFixed(1);
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-${record.backend}`, record.startedAt, randomBytes(2).toString('hex')),
    operation: 'drain',
    platform,
    startedAt: record.startedAt.toISOString(),
    finishedAt: record.finishedAt.toISOString(),
    ok: totals.cut === 0 && totals.broken === 0 && totals.resumed === 0,
    summary: [
      `${record.backend} was drained in ${seconds} s: ${totals.participants} participants were connected, ${totals.told} told to move`,
      `${totals.moved} moved with both connections standing, ${totals.resumed} came back after a break, ${totals.left} left, ${totals.broken} broke off, ${totals.cut} cut at the deadline`,
      ...(tookMs ? [`moving took ${tookMs.median} ms (median), ${tookMs.max} ms at most`] : []),
    ],
    data: { backend: record.backend, drainMs: record.drainMs, totals, participants: record.participants },
  };
}
