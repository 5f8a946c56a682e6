import { backoffDelay, messageOf, sleep, StoaError } from '@stoa/toolkit/base';
import { writeEvidence } from '@stoa/toolkit/evidence';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import type { Rooms } from '../rooms/index.ts';
import type { Settings } from '../settings.ts';
import type { SfuPool } from '../sfu/index.ts';
import type { DrainJournal } from './drain-journal.ts';
import { sfuDrainEvidence, sfuDrainTotals, type DrainedRoom, type DrainOutcome } from './drain-record.ts';
import { recordOf, roomsOf, type Coordinator, type DrainEntry, type DrainState } from './drain-state.ts';
import { moveRoom, type Attempt } from './move-room.ts';
import { roomsOn } from './rooms-on.ts';

export interface SfuDrainDeps {
  readonly pool: SfuPool;
  readonly rooms: Rooms;
  readonly settings: Pick<Settings, 'moveMs' | 'releaseMs' | 'roomsAtOnce'>;
  readonly log: Logger;
  readonly evidence: BackendConfig['evidence'];
  /** This process. */
  readonly me: Coordinator;
}

/** Between looks for rooms, and for the SFU being empty. */
const lookMs = 100;
/** How long the SFU may take to let go of sessions that were ended. */
const emptyMs = 5_000;
/** Between attempts to write to a log that is away. */
const rewriteMs = 500;

/** What this process alone knows of a room. */
interface Work {
  running: boolean;
  attempts: number;
  reason: string | null;
  /** Not before this time, on `performance.now()`. */
  dueAt: number;
}

/**
 * Brings every room of an SFU to others, some at a time, each whole or not at all; and again where one stays. What was
 * done is in the journal, so that another backend can go on at any point; once one has, this one stops.
 */
export class SfuDrain {
  readonly #deps: SfuDrainDeps;
  readonly #journal: DrainJournal;
  readonly #work = new Map<string, Work>();
  /** Rooms that are on their way stay. */
  readonly #giveUp = new AbortController();
  /** Another backend goes on: what is on its way goes on, too. */
  readonly #leave = new AbortController();
  readonly finished: Promise<void>;

  constructor(deps: SfuDrainDeps, journal: DrainJournal) {
    this.#deps = deps;
    this.#journal = journal;
    this.finished = this.#run();
  }

  /** Leaves the rest to another backend. */
  async leave(): Promise<void> {
    const { me } = this.#deps;
    this.#leave.abort();
    await this.finished;
    await this.#journal
      .append((state) => (isMine(state, me) ? [{ type: 'left', at: Date.now(), backend: me.backend }] : []))
      .catch(() => {
        // The lease runs out, and that says the same.
      });
  }

  async #run(): Promise<void> {
    const { log } = this.#deps;
    const { sfu } = this.#journal;
    try {
      await this.#moveAll();
      if (!this.#leave.signal.aborted) await this.#end();
    } catch (error) {
      if (this.#leave.signal.aborted) return;
      const reason = messageOf(error);
      log.error({ sfu, reason }, 'the drain of an SFU failed');
      await this.#write(() => [{ type: 'failed', at: Date.now(), reason }]).catch(() => {});
    }
  }

  async #moveAll(): Promise<void> {
    const { pool, rooms } = this.#deps;
    const { sfu } = this.#journal;
    for (;;) {
      const state = await this.#look();
      if (!state || state.cancelled) return;
      // Janus forgets the cordon when it is started again.
      if (!pool.get(sfu)?.cordoned) await pool.cordon(sfu, true).catch(() => {});
      const found = await roomsOn(pool, rooms, sfu).catch(() => undefined);
      const fresh = found?.filter((room) => !state.rooms.has(room)) ?? [];
      if (fresh.length > 0) await this.#write(() => [{ type: 'rooms', at: Date.now(), rooms: fresh }]);
      const open = [...(this.#journal.state?.rooms ?? [])].filter(([, { result }]) => result === null);
      // An SFU that cannot be asked may have more; one that is dead has none.
      const all = found !== undefined || pool.get(sfu)?.socket.gone !== false;
      if ((open.length === 0 && all) || timeLeft(state) === 0) return;
      this.#startDue(
        state,
        open.map(([room]) => room),
      );
      await sleep(lookMs, this.#leave.signal).catch(() => {});
    }
  }

  /** What the journal says; undefined once another backend coordinates. A log that is away says nothing. */
  async #look(): Promise<DrainState | undefined> {
    await this.#journal.read().catch((error: unknown) => {
      if (!isAway(error)) throw error;
    });
    const { state } = this.#journal;
    if (!isMine(state, this.#deps.me)) this.#leave.abort();
    return this.#leave.signal.aborted ? undefined : state;
  }

  #startDue({ started, rooms }: DrainState, open: readonly string[]): void {
    const works = open.map((room) => [room, this.#workOf(room, rooms.get(room)?.attempts ?? 0)] as const);
    const running = works.filter(([, work]) => work.running).length;
    const free = this.#deps.settings.roomsAtOnce - running;
    const due = works.filter(([, work]) => !work.running && work.dueAt <= performance.now());
    for (const [room, work] of due.slice(0, Math.max(0, free))) {
      this.#attempt(room, work, started.at).catch(() => {
        // Fenced: the other backend looks for itself.
      });
    }
  }

  #workOf(room: string, attempts: number): Work {
    const known = this.#work.get(room);
    if (known) return known;
    const work = { running: false, attempts, reason: null, dueAt: 0 };
    this.#work.set(room, work);
    return work;
  }

  async #attempt(room: string, work: Work, since: number): Promise<void> {
    const { rooms, settings } = this.#deps;
    work.running = true;
    work.attempts += 1;
    const attempt = await moveRoom(rooms, room, {
      sfu: this.#journal.sfu,
      since,
      waitMs: settings.moveMs + 2_000,
      signal: this.#giveUp.signal,
      leave: this.#leave.signal,
    }).catch((error: unknown): Attempt => ({ outcome: 'kept', reason: messageOf(error) }));
    try {
      await this.#note(room, work, attempt);
    } finally {
      work.running = false;
    }
  }

  async #note(room: string, work: Work, attempt: Attempt): Promise<void> {
    const at = Date.now();
    const { attempts } = work;
    if (attempt.outcome !== 'kept') {
      const result = resultOf(room, work, attempt);
      await this.#write(({ rooms }) => (rooms.get(room)?.result ? [] : [{ type: 'room', at, room: result }]));
      return;
    }
    const { reason } = attempt;
    work.reason = reason;
    const inMs = Math.round(backoffDelay(attempts, { baseMs: 500, maxMs: 5_000 }));
    work.dueAt = performance.now() + inMs;
    // Of a room that stays for long not every attempt is written down.
    if (attempts > 4 && !Number.isInteger(Math.log2(attempts))) return;
    await this.#write(() => [{ type: 'retry', at, room, attempt: attempts, reason, inMs }]);
  }

  /** Nothing is written once another backend coordinates; a log that is away is waited for. */
  async #write(decide: (state: DrainState) => readonly DrainEntry[]): Promise<void> {
    const { me } = this.#deps;
    for (;;) {
      try {
        await this.#journal.append((state) => {
          if (state && isMine(state, me)) return decide(state);
          this.#leave.abort();
          throw new Error('another backend coordinates this drain');
        });
        return;
      } catch (error) {
        if (!isAway(error)) throw error;
        await sleep(rewriteMs, this.#leave.signal);
      }
    }
  }

  /** Waits for what is under way, writes the evidence, and then that it is over: in between, another one repeats it. */
  async #end(): Promise<void> {
    const { pool, log, evidence } = this.#deps;
    const { sfu } = this.#journal;
    this.#giveUp.abort();
    while ([...this.#work.values()].some(({ running }) => running)) await sleep(lookMs / 4);
    const state = this.#journal.state;
    if (!state || this.#leave.signal.aborted) return;
    const outcome = outcomeOf(state);
    if (outcome === 'cancelled') await pool.cordon(sfu, false).catch(() => {});
    const sessionsLeft = outcome === 'drained' ? await this.#untilEmpty() : await this.#sessions();
    const at = Date.now();
    const kept = roomsOf(state).flatMap((room): DrainEntry[] => {
      const work = this.#work.get(room.room);
      if (room.outcome !== 'kept') return [];
      const { attempts = room.attempts, reason } = work ?? {};
      return [{ type: 'room', at, room: { ...room, attempts, reason: reason ?? room.reason } }];
    });
    await this.#write(({ rooms }) =>
      kept.filter((one) => one.type === 'room' && !rooms.get(one.room.room)?.result),
    );
    const record = recordOf(this.#journal.state ?? state, { at, outcome, sessionsLeft });
    const file = evidence && sfuDrainEvidence(record, evidence.platform);
    if (file) await writeEvidence(evidence.dir, file);
    const { up, cordoned } = { up: pool.get(sfu)?.admin.up, cordoned: pool.get(sfu)?.cordoned ?? null };
    await this.#write(() => [
      {
        type: 'ended',
        at,
        outcome,
        sessionsLeft,
        cordoned: up ? cordoned : null,
        evidence: file?.id ?? null,
      },
    ]);
    log.info({ sfu, outcome, ...sfuDrainTotals(record) }, 'an SFU was drained');
  }

  async #sessions(): Promise<number | null> {
    await this.#deps.pool.look();
    const sfu = this.#deps.pool.get(this.#journal.sfu);
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
}

export function isMine(state: DrainState | undefined, me: Coordinator): boolean {
  return state?.end === null && state.coordinator?.instance === me.instance;
}

function isAway(error: unknown): boolean {
  return error instanceof StoaError && error.code === 'MEET_LOG_UNAVAILABLE';
}

function timeLeft({ started }: DrainState): number {
  return Math.max(0, started.at + started.timeoutMs - Date.now());
}

function outcomeOf(state: DrainState): DrainOutcome {
  if (state.cancelled) return 'cancelled';
  return roomsOf(state).every(({ outcome }) => outcome !== 'kept') ? 'drained' : 'timeout';
}

function resultOf(
  room: string,
  { attempts, reason }: Work,
  attempt: Exclude<Attempt, { outcome: 'kept' }>,
): DrainedRoom {
  const common = { room, attempts, reason };
  if (attempt.outcome === 'none') {
    return { ...common, outcome: 'ended', to: null, tookMs: null, participants: [] };
  }
  const { to, tookMs, participants } = attempt;
  return { ...common, outcome: 'moved', to, tookMs, participants };
}
