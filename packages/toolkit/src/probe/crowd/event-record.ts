import { sleep } from '../../base/index.ts';
import type { Crowd } from './crowd.ts';
import type { RoomWindow } from './room-window.ts';

/** A pause that a person takes for the end of the call, ms. */
export const cutMs = 2_000;

/** As the rooms' windows count them for each participant. */
const changes = ['moves', 'resumes', 'relayMoves', 'rebuilt'] as const;

interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What an event did to a crowd. Gaps in ms, over all streams of a kind. */
export interface EventRecord {
  readonly event: string;
  readonly startedAt: string;
  /** How long the event itself took. */
  readonly tookMs: number;
  readonly rooms: number;
  readonly participants: number;
  /**
   * `cut`: out of the call, or a stream paused for longer than {@link cutMs}; `moved`: on another backend, SFU
   * or relay, or came back; `kept`: as before.
   */
  readonly calls: { readonly kept: number; readonly moved: number; readonly cut: number };
  /** How often a session or its media went elsewhere, over all participants. */
  readonly sessions: Readonly<Record<(typeof changes)[number], number>>;
  /** Largest gap of each stream before the event, in as calm a time as there was. */
  readonly baseGapMs: { readonly audio: Spread; readonly video: Spread };
  readonly gapMs: { readonly audio: Spread; readonly video: Spread };
  readonly packets: { readonly lost: number; readonly duplicated: number };
  readonly messages: RoomWindow['chat'];
  readonly failures: readonly string[];
  /** How late the measuring processes themselves were at most. */
  readonly lateMs: number;
}

export interface EventOptions {
  readonly event: string;
  /** Length of the calm window before it; default 2.5 s. */
  readonly baseMs?: number;
  /** How long is measured after it; default 4 s. */
  readonly settleMs?: number;
}

/** Measures a crowd over something that happens to its platform. */
export async function measureEvent(
  crowd: Crowd,
  { event, baseMs = 2_500, settleMs = 4_000 }: EventOptions,
  act: () => Promise<unknown>,
): Promise<EventRecord> {
  await crowd.mark();
  await sleep(baseMs);
  const before = await crowd.look();
  await crowd.mark();
  const startedAt = new Date();
  const from = performance.now();
  await act();
  const tookMs = Math.round(performance.now() - from);
  await sleep(settleMs);
  return recordEvent({ event, startedAt, tookMs, before, after: await crowd.look() });
}

/** Puts the windows of all rooms together; pure. */
export function recordEvent({
  event,
  startedAt,
  tookMs,
  before,
  after,
}: {
  readonly event: string;
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly before: readonly RoomWindow[];
  readonly after: readonly RoomWindow[];
}): EventRecord {
  const outcomes = after.flatMap(outcomesOf);
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const streams = after.flatMap((room) => room.streams);
  return {
    event,
    startedAt: startedAt.toISOString(),
    tookMs,
    rooms: after.length,
    participants: outcomes.length,
    calls: { kept: count('kept'), moved: count('moved'), cut: count('cut') },
    sessions: sessionsOf(after),
    baseGapMs: gapsOf(before),
    gapMs: gapsOf(after),
    packets: { lost: sum(streams, 'lost'), duplicated: sum(streams, 'duplicates') },
    messages: {
      stored: sumChat(after, 'stored'),
      refused: sumChat(after, 'refused'),
      due: sumChat(after, 'due'),
      delivered: sumChat(after, 'delivered'),
      duplicated: sumChat(after, 'duplicated'),
    },
    failures: after.flatMap(({ room, participants }) =>
      participants.flatMap(({ name, failure }) => (failure === null ? [] : [`${room}/${name}: ${failure}`])),
    ),
    lateMs: Math.max(0, ...after.map(({ lateMs }) => lateMs)),
  };
}

type Outcome = keyof EventRecord['calls'];

/** A pause concerns the whole room: who was not heard is not told apart from who did not hear. */
function outcomesOf({ participants, streams, sfu }: RoomWindow): Outcome[] {
  const paused = streams.some(({ gapMs }) => gapMs > cutMs);
  return participants.map(({ failure, moves, resumes, relayMoves, rebuilt }) => {
    if (failure !== null || paused) return 'cut';
    return moves + resumes + relayMoves + rebuilt > 0 || sfu.before !== sfu.after ? 'moved' : 'kept';
  });
}

function sessionsOf(windows: readonly RoomWindow[]): EventRecord['sessions'] {
  const people = windows.flatMap(({ participants }) => participants);
  const total = (change: (typeof changes)[number]) => people.reduce((sum, one) => sum + one[change], 0);
  return {
    moves: total('moves'),
    resumes: total('resumes'),
    relayMoves: total('relayMoves'),
    rebuilt: total('rebuilt'),
  };
}

function gapsOf(windows: readonly RoomWindow[]): EventRecord['gapMs'] {
  const of = (kind: 'audio' | 'video') =>
    spread(windows.flatMap(({ streams }) => streams.filter((s) => s.kind === kind).map((s) => s.gapMs)));
  return { audio: of('audio'), video: of('video') };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function sum(streams: RoomWindow['streams'], key: 'lost' | 'duplicates'): number {
  return streams.reduce((total, stream) => total + stream[key], 0);
}

function sumChat(windows: readonly RoomWindow[], key: keyof RoomWindow['chat']): number {
  return windows.reduce((total, { chat }) => total + chat[key], 0);
}
