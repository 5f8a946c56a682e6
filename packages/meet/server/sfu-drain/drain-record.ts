import { evidenceId, type Evidence } from '@stoa/toolkit/evidence';
import { z } from 'zod';

/** Pauses that one participant reports for the time in which it had two legs, ms; null = nothing came before either. */
export type ParticipantGap = z.infer<typeof participantGapSchema>;
const participantGapSchema = z.object({
  participant: z.string(),
  audio: z.number().nullable(),
  video: z.number().nullable(),
});

/**
 * What became of a room. `moved`: with everybody in it; `ended`: it emptied, or left for another reason; `kept`: it is
 * still where it was.
 */
export type DrainedRoom = z.infer<typeof drainedRoomSchema>;
export const drainedRoomSchema = z.object({
  room: z.string(),
  outcome: z.literal(['moved', 'ended', 'kept']),
  attempts: z.int(),
  to: z.string().nullable(),
  /** Of the attempt that succeeded. */
  tookMs: z.number().nullable(),
  /** Why it did not move at the last attempt that failed. */
  reason: z.string().nullable(),
  participants: z.array(participantGapSchema).readonly(),
});

/** `timeout`: not all rooms could be moved in time. */
export type DrainOutcome = z.infer<typeof drainOutcomeSchema>;
export const drainOutcomeSchema = z.literal(['drained', 'cancelled', 'timeout']);

export interface SfuDrainRecord {
  /** Tells drains of an SFU apart. */
  readonly id: string;
  readonly sfu: string;
  readonly outcome: DrainOutcome;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly timeoutMs: number;
  readonly rooms: readonly DrainedRoom[];
  /** Sessions that the SFU still has: of people who never came back, say. */
  readonly sessionsLeft: number | null;
  /** The backends that coordinated it, one after the other. */
  readonly coordinators: readonly string[];
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

/**
 * The evidence file of a drain of an SFU; ok = no room is left on it. Whichever backend writes it, and however often:
 * a drain has one.
 */
export function sfuDrainEvidence(record: SfuDrainRecord, platform: string): Evidence {
  const totals = sfuDrainTotals(record);
  const { id, sfu, outcome, startedAt, finishedAt, timeoutMs, rooms, sessionsLeft, coordinators } = record;
  const seconds = ((finishedAt.getTime() - startedAt.getTime()) / 1_000).toFixed(1);
  const gaps = [...gapText('audio', totals.gapMs.audio), ...gapText('video', totals.gapMs.video)];
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-sfu-${sfu}`, startedAt, id),
    operation: 'drain-sfu',
    platform,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ok: outcome === 'drained' && totals.kept === 0,
    summary: [
      `the drain of ${sfu} took ${seconds} s and ended as ${outcome}: ${totals.rooms} rooms`,
      `${totals.moved} moved with ${totals.participants} participants, ${totals.ended} ended by themselves, ${totals.kept} stayed`,
      ...(coordinators.length > 1 ? [`coordinated by ${coordinators.join(', then ')}`] : []),
      ...(gaps.length > 0 ? [`pauses as the participants report them: ${gaps.join('; ')}`] : []),
      ...rooms.flatMap(({ room, outcome: end, reason }) =>
        end === 'kept' ? [`${room}: ${reason ?? ''}`] : [],
      ),
    ],
    data: { sfu, outcome, timeoutMs, totals, sessionsLeft, coordinators, rooms },
  };
}
