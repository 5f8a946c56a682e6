import { backoffDelay, sleep } from '@stoa/toolkit/base';
import { meetErrors } from '../errors.ts';
import type { Rooms } from '../rooms/index.ts';
import type { Settings } from '../settings.ts';
import type { SfuPool } from '../sfu/index.ts';
import type { DrainedRoom, DrainOutcome, SfuDrainRecord } from './drain-record.ts';
import { moveRoom, type Attempt } from './move-room.ts';
import { roomsOn } from './rooms-on.ts';

export interface SfuDrainDeps {
  readonly pool: SfuPool;
  readonly rooms: Rooms;
  readonly settings: Pick<Settings, 'moveMs' | 'releaseMs' | 'roomsAtOnce'>;
}

/** What a drain tells while it is under way. */
export type SfuDrainEvent =
  | { readonly type: 'cordoned'; readonly sfu: string }
  | { readonly type: 'rooms'; readonly count: number }
  | { readonly type: 'room'; readonly room: DrainedRoom }
  /** The room stays for the moment; it is tried again. */
  | {
      readonly type: 'retry';
      readonly room: string;
      readonly attempt: number;
      readonly reason: string;
      readonly inMs: number;
    }
  | { readonly type: 'ended'; readonly outcome: DrainOutcome; readonly sessionsLeft: number | null };

/** Between looks for rooms, and for the SFU being empty. */
const lookMs = 100;
/** How long the SFU may take to let go of sessions that were ended. */
const emptyMs = 5_000;

interface Case {
  readonly room: string;
  attempts: number;
  /** Not before this time, on `performance.now()`. */
  dueAt: number;
  running: boolean;
  reason: string | null;
  result: DrainedRoom | undefined;
}

/** Brings every room of an SFU to others, some at a time, each whole or not at all; and again where one stays. */
export class SfuDrain {
  readonly sfu: string;
  readonly #deps: SfuDrainDeps;
  readonly #tell: (event: SfuDrainEvent) => void;
  readonly #cases = new Map<string, Case>();
  readonly #late = new AbortController();
  readonly #startedAt = new Date();
  readonly #start = performance.now();
  readonly #timeoutMs: number;

  constructor(
    deps: SfuDrainDeps,
    { sfu, timeoutMs }: { readonly sfu: string; readonly timeoutMs: number },
    tell: (event: SfuDrainEvent) => void,
  ) {
    this.#deps = deps;
    this.sfu = sfu;
    this.#timeoutMs = timeoutMs;
    this.#tell = tell;
  }

  /** Cordons the SFU. @throws MEET_SFU_UNKNOWN, MEET_SFU_NO_ROOM, MEET_SFU_UNAVAILABLE: nothing was changed */
  async begin(): Promise<void> {
    const { pool } = this.#deps;
    const { sfu } = this;
    await pool.look();
    if (!pool.get(sfu)) throw meetErrors.make('MEET_SFU_UNKNOWN', `there is no SFU ${sfu}`);
    if (!pool.open().some((name) => name !== sfu)) {
      throw meetErrors.make('MEET_SFU_NO_ROOM', `no other SFU can take the rooms of ${sfu}`, {
        hint: 'start another one, or uncordon one that can be reached',
      });
    }
    await pool.cordon(sfu, true);
    this.#tell({ type: 'cordoned', sfu });
  }

  /** Resolves when no room is left there, when time is up, or once everything has stopped after the signal. */
  async run(signal: AbortSignal): Promise<SfuDrainRecord> {
    const { pool, rooms } = this.#deps;
    // When time is up, rooms that are on their way stay, too.
    const stop = AbortSignal.any([signal, this.#late.signal]);
    let counted = -1;
    while (!signal.aborted) {
      const found = await roomsOn(pool, rooms, this.sfu).catch(() => [...this.#cases.keys()]);
      for (const room of found) this.#note(room);
      if (this.#cases.size !== counted) this.#tell({ type: 'rooms', count: this.#cases.size });
      counted = this.#cases.size;
      const open = [...this.#cases.values()].filter(({ result }) => result === undefined);
      if (open.length === 0 || this.#left() === 0) break;
      this.#startDue(open, stop);
      await sleep(lookMs, signal).catch(() => {});
    }
    this.#late.abort();
    const outcome = await this.#outcome(signal);
    const sessionsLeft = outcome === 'drained' ? await this.#untilEmpty() : await this.#sessions();
    this.#tell({ type: 'ended', outcome, sessionsLeft });
    return this.#record(outcome, sessionsLeft);
  }

  #left(): number {
    return Math.max(0, this.#timeoutMs - (performance.now() - this.#start));
  }

  #note(room: string): void {
    if (this.#cases.has(room)) return;
    const nothing = { running: false, reason: null, result: undefined };
    this.#cases.set(room, { room, attempts: 0, dueAt: 0, ...nothing });
  }

  #startDue(open: readonly Case[], signal: AbortSignal): void {
    const running = open.filter((one) => one.running).length;
    const free = this.#deps.settings.roomsAtOnce - running;
    const due = open.filter((one) => !one.running && one.dueAt <= performance.now());
    for (const one of due.slice(0, Math.max(0, free))) void this.#attempt(one, signal);
  }

  async #attempt(one: Case, signal: AbortSignal): Promise<void> {
    one.running = true;
    one.attempts += 1;
    const waitMs = this.#deps.settings.moveMs + 2_000;
    const attempt = await moveRoom(this.#deps.rooms, one.room, this.sfu, { waitMs, signal }).catch(
      (error: unknown): Attempt => ({ outcome: 'kept', reason: String(error) }),
    );
    one.running = false;
    if (attempt.outcome === 'kept') {
      one.reason = attempt.reason;
      const inMs = Math.round(backoffDelay(one.attempts, { baseMs: 500, maxMs: 5_000 }));
      one.dueAt = performance.now() + inMs;
      this.#tell({ type: 'retry', room: one.room, attempt: one.attempts, reason: attempt.reason, inMs });
    } else {
      one.result = resultOf(one, attempt);
      this.#tell({ type: 'room', room: one.result });
    }
  }

  /** Waits for what is under way. */
  async #outcome(signal: AbortSignal): Promise<DrainOutcome> {
    const running = () => [...this.#cases.values()].some((one) => one.running);
    while (running()) await sleep(lookMs / 4);
    const done = [...this.#cases.values()].every(({ result }) => result !== undefined);
    if (signal.aborted) return 'cancelled';
    return done ? 'drained' : 'timeout';
  }

  async #sessions(): Promise<number | null> {
    await this.#deps.pool.look();
    const sfu = this.#deps.pool.get(this.sfu);
    return sfu?.admin.up ? sfu.load : null;
  }

  /** What was left is released a little later; the SFU itself says when it is empty. */
  async #untilEmpty(): Promise<number | null> {
    const until = performance.now() + this.#deps.settings.releaseMs + emptyMs;
    let sessions = await this.#sessions();
    while (sessions !== null && sessions > 0 && performance.now() < until) {
      await sleep(lookMs);
      sessions = await this.#sessions();
    }
    return sessions;
  }

  #record(outcome: DrainOutcome, sessionsLeft: number | null): SfuDrainRecord {
    const rooms = [...this.#cases.values()].map((one) => one.result ?? blank(one, 'kept'));
    return {
      sfu: this.sfu,
      outcome,
      startedAt: this.#startedAt,
      finishedAt: new Date(),
      timeoutMs: this.#timeoutMs,
      rooms,
      sessionsLeft,
    };
  }
}

function blank({ room, attempts, reason }: Case, outcome: DrainedRoom['outcome']): DrainedRoom {
  return { room, outcome, attempts, to: null, tookMs: null, reason, participants: [] };
}

function resultOf(one: Case, attempt: Exclude<Attempt, { outcome: 'kept' }>): DrainedRoom {
  if (attempt.outcome === 'none') return blank(one, 'ended');
  const participants = attempt.participants.map(({ participant, gapMs }) => ({
    participant,
    audio: gapMs?.audio ?? null,
    video: gapMs?.video ?? null,
  }));
  return { ...blank(one, 'moved'), to: attempt.to, tookMs: attempt.tookMs, participants };
}
