import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '@stoa/toolkit/base';

/** Pauses that one participant reports for the time in which it had two legs, ms; null = nothing came before either. */
export interface ParticipantGap {
  readonly participant: string;
  readonly audio: number | null;
  readonly video: number | null;
}

/**
 * What became of a room. `moved`: with everybody in it; `ended`: it emptied, or left for another reason; `kept`: it is
 * still where it was.
 */
export interface DrainedRoom {
  readonly room: string;
  readonly outcome: 'moved' | 'ended' | 'kept';
  readonly attempts: number;
  readonly to: string | null;
  /** Of the attempt that succeeded. */
  readonly tookMs: number | null;
  /** Why it did not move at the last attempt that failed. */
  readonly reason: string | null;
  readonly participants: readonly ParticipantGap[];
}

/** `timeout`: not all rooms could be moved in time. */
export type DrainOutcome = 'drained' | 'cancelled' | 'timeout';

export interface SfuDrainRecord {
  readonly sfu: string;
  readonly outcome: DrainOutcome;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly timeoutMs: number;
  readonly rooms: readonly DrainedRoom[];
  /** Sessions that the SFU still has: of people who never came back, say. */
  readonly sessionsLeft: number | null;
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Nearest-rank quantiles; null without values. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function sfuDrainTotals({ rooms }: Pick<SfuDrainRecord, 'rooms'>) {
  const count = (outcome: DrainedRoom['outcome']) => rooms.filter((room) => room.outcome === outcome).length;
  const people = rooms.flatMap(({ participants }) => participants);
  const gaps = (kind: 'audio' | 'video') => people.flatMap((one) => one[kind] ?? []);
  return {
    rooms: rooms.length,
    moved: count('moved'),
    ended: count('ended'),
    kept: count('kept'),
    participants: people.length,
    gapMs: { audio: spreadOf(gaps('audio')), video: spreadOf(gaps('video')) },
    tookMs: spreadOf(rooms.flatMap(({ tookMs }) => tookMs ?? [])),
  };
}

function gapText(kind: string, gap: Spread | null): string[] {
  return gap ? [`${kind} p50 ${gap.p50} ms, p99 ${gap.p99} ms, at most ${gap.max} ms`] : [];
}

/** The evidence file of a drain of an SFU; ok = no room is left on it. */
export function sfuDrainEvidence(record: SfuDrainRecord, platform: string): Evidence {
  const totals = sfuDrainTotals(record);
  const { sfu, outcome, startedAt, finishedAt, timeoutMs, rooms, sessionsLeft } = record;
  const seconds = ((finishedAt.getTime() - startedAt.getTime()) / 1_000).toFixed(1);
  const gaps = [...gapText('audio', totals.gapMs.audio), ...gapText('video', totals.gapMs.video)];
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-sfu-${sfu}`, startedAt, randomBytes(2).toString('hex')),
    operation: 'drain-sfu',
    platform,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ok: outcome === 'drained' && totals.kept === 0,
    summary: [
      `the drain of ${sfu} took ${seconds} s and ended as ${outcome}: ${totals.rooms} rooms`,
      `${totals.moved} moved with ${totals.participants} participants, ${totals.ended} ended by themselves, ${totals.kept} stayed`,
      ...(gaps.length > 0 ? [`pauses as the participants report them: ${gaps.join('; ')}`] : []),
      ...rooms.flatMap(({ room, outcome: end, reason }) =>
        end === 'kept' ? [`${room}: ${reason ?? ''}`] : [],
      ),
    ],
    data: { sfu, outcome, timeoutMs, totals, sessionsLeft, rooms },
  };
}
