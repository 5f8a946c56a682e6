import type { LogEvent, RoomEvent, Sync } from '@stoa/protocol';
import { backoffDelay, sleep, StoaError } from '@stoa/toolkit/base';
import { logUnavailable, refusal } from '../errors.ts';
import type { Batch, RoomLog, Written } from '../log/index.ts';
import { decide, emptyState, evolveAll, roomStateSchema } from '../state/index.ts';
import type { Command, Context, Decision, RoomState } from '../state/index.ts';

/** What happened to a room. `reset`: the steps between are not known; `events` is empty. */
export interface RoomChange extends Batch {
  readonly before: RoomState;
  readonly after: RoomState;
  readonly reset: boolean;
}

export interface RoomDeps {
  readonly log: RoomLog;
  readonly available: () => boolean;
  readonly context: () => Context;
  readonly keepChat: number;
  readonly compactAfter: number;
  readonly commandMs: number;
  readonly onAppend: (outcome: 'ok' | 'conflict' | 'unavailable') => void;
}

interface Pending {
  readonly command: Command;
  readonly until: number;
  readonly resolve: (state: RoomState) => void;
  readonly reject: (error: unknown) => void;
}

/** Commands that may be decided and appended together. */
const batchSize = 64;
/** Conflicts in a row before a command is given back as retryable. */
const maxConflicts = 30;
const recentLimit = 1_000;

export function isPublic(event: LogEvent): event is RoomEvent {
  return event.type !== 'token' && event.type !== 'sfu-session';
}

/**
 * This backend's copy of a room. It owns nothing: a command is decided on the copy and appended by compare-and-append
 * on the version; whoever was quicker makes it read forward and decide again.
 */
export class Room {
  readonly id: string;
  readonly #deps: RoomDeps;
  readonly #listeners = new Set<(change: RoomChange) => void>();
  readonly #unsubscribe: () => void;
  #state: RoomState;
  /** The newest events, for those who come back: they lead from `from` to the present version. */
  #recent: { from: number; events: LogEvent[] } = { from: 0, events: [] };
  #queue: Pending[] = [];
  #draining = false;
  /** The copy may be behind, or an append of ours may or may not have been stored: read before deciding. */
  #uncertain = true;
  #reading: Promise<void> | undefined;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#state = emptyState(id);
    this.#unsubscribe = deps.log.subscribe(id, (batch) => this.#hear(batch));
  }

  get state(): RoomState {
    return this.#state;
  }

  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  onChange(listener: (change: RoomChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Carries out a command; resolves with the state that contains its effect. Commands of one room are carried out in
   * the order of the calls.
   * @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE
   */
  execute(command: Command): Promise<RoomState> {
    return new Promise((resolve, reject) => {
      const until = performance.now() + this.#deps.commandMs;
      this.#queue.push({ command, until, resolve, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  /** What a command would do to the copy, without doing it. */
  preview(command: Command): Decision {
    return decide(this.#state, command, this.#deps.context());
  }

  /** What a client that saw `version` has missed; the whole view when that is too long ago. */
  syncSince(version: number): Sync {
    const { from, events } = this.#recent;
    const now = this.#state.view.version;
    if (version < from || version > now || version === 0) return { kind: 'snapshot', view: this.#state.view };
    const missed = events.slice(version - from).filter(isPublic);
    return { kind: 'events', from: version, version: now, events: missed };
  }

  /** Reads forward to the head of the log; puts the room back if the store lost it. */
  catchUp(): Promise<void> {
    this.#reading ??= this.#readForward().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readForward(): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const at = this.#state.view.version;
      const read = await this.#deps.log.read(this.id, at);
      if (read.kind === 'events') {
        this.#take(read.batch);
        return;
      }
      // Notifications may have moved the copy on meanwhile.
      if (this.#state.view.version !== at) continue;
      const head = read.kind === 'none' ? 0 : read.batch.version;
      if (head < at && this.#state.view.participants.length > 0) {
        const snapshot = JSON.stringify(this.#state);
        const seeded = await this.#deps.log.seed(this.id, head, at, snapshot);
        if (seeded.ok) {
          this.#replace({ ...this.#state, view: { ...this.#state.view, version: seeded.version } });
          return;
        }
      } else {
        if (read.kind === 'none') this.#replace(emptyState(this.id));
        else this.#replaceBy(read.snapshot, read.batch);
        return;
      }
    }
    throw logUnavailable(`the room ${this.id} changes too quickly to be read`);
  }

  #replaceBy(snapshot: string | null, batch: Batch): void {
    const base = snapshot === null ? emptyState(this.id) : roomStateSchema.parse(JSON.parse(snapshot));
    const folded = { ...base, view: { ...base.view, version: batch.from } };
    this.#replace(evolveAll(folded, batch.events, this.#deps.keepChat), batch);
  }

  #replace(after: RoomState, known?: Batch): void {
    const before = this.#state;
    const { version } = after.view;
    if (version === before.view.version && version === 0) return;
    this.#state = after;
    this.#recent = known ? { from: known.from, events: [...known.events] } : { from: version, events: [] };
    this.#emit({ before, after, from: version, version, events: [], reset: true });
  }

  /** A notification: taken over if it fits on the copy, otherwise a reason to read. */
  #hear(batch: Batch): void {
    const at = this.#state.view.version;
    if (at !== 0 && batch.from <= at) {
      this.#take(batch);
      return;
    }
    this.#uncertain = true;
    this.catchUp().catch(() => {
      // The next command or the next tick reads again.
    });
  }

  /** Takes over what was added to the log; `batch` starts at or before the copy, or is the room's first. */
  #take(batch: Batch): void {
    const before = this.#state;
    const at = before.view.version;
    if (batch.version <= at) return;
    const events = batch.events.slice(Math.max(0, at - batch.from));
    const start = at === 0 ? { ...before, view: { ...before.view, version: batch.from } } : before;
    if (at === 0) this.#recent = { from: batch.from, events: [] };
    this.#state = evolveAll(start, events, this.#deps.keepChat);
    this.#recent.events.push(...events);
    const surplus = this.#recent.events.length - recentLimit;
    if (surplus > 0) {
      this.#recent.events.splice(0, surplus);
      this.#recent.from += surplus;
    }
    const { version } = this.#state.view;
    this.#emit({
      before: start,
      after: this.#state,
      from: start.view.version,
      version,
      events,
      reset: false,
    });
  }

  #emit(change: RoomChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // Commands of one turn of the event loop go together.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#commit(this.#queue.splice(0, batchSize));
    this.#draining = false;
  }

  /** Decides and appends some commands, again and again until it is clear what became of them. */
  async #commit(batch: Pending[]): Promise<void> {
    const until = Math.max(...batch.map((pending) => pending.until));
    let ambiguous = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (await this.#tryCommit(batch)) return;
        this.#deps.onAppend('conflict');
        if (attempt >= maxConflicts) throw logUnavailable('the room changes too quickly; send it again');
        if (attempt > 2) await sleep(backoffDelay(attempt - 2, { baseMs: 2, maxMs: 50, jitter: 1 }));
      } catch (error) {
        this.#uncertain = true;
        this.#deps.onAppend('unavailable');
        const foreign = !(error instanceof StoaError) || error.code !== 'MEET_LOG_UNAVAILABLE';
        const over = performance.now() > until || attempt >= maxConflicts;
        // With the store known to be away nothing of this was sent; otherwise reading may tell what became of it.
        ambiguous ||= this.#deps.available();
        if (foreign || over || !ambiguous) {
          for (const pending of batch) pending.reject(error);
          return;
        }
        await sleep(backoffDelay(attempt, { baseMs: 50, maxMs: 250 }));
      }
    }
  }

  /** @returns false when somebody else's append came first */
  async #tryCommit(batch: Pending[]): Promise<boolean> {
    const fresh = this.#uncertain;
    if (fresh) {
      await this.catchUp();
      this.#uncertain = false;
    }
    const { decisions, events } = this.#decideAll(batch);
    if (events.length === 0) {
      // A refusal must not rest on an old copy.
      if (!fresh && decisions.some((decision) => !decision.ok)) {
        this.#uncertain = true;
        return this.#tryCommit(batch);
      }
    } else {
      const written = await this.#deps.log.append(this.id, this.#state.view.version, events);
      if (!written.ok) {
        this.#uncertain = true;
        return false;
      }
      this.#deps.onAppend('ok');
      this.#take({ from: written.from, version: written.version, events });
      this.#compact(written);
    }
    decisions.forEach((decision, index) => {
      const pending = batch[index];
      if (decision.ok) pending?.resolve(this.#state);
      else pending?.reject(refusal(decision.code, decision.message));
    });
    return true;
  }

  #decideAll(batch: readonly Pending[]): { decisions: Decision[]; events: LogEvent[] } {
    const context = this.#deps.context();
    const events: LogEvent[] = [];
    let state = this.#state;
    const decisions = batch.map(({ command }) => {
      const decision = decide(state, command, context);
      if (decision.ok && decision.events.length > 0) {
        events.push(...decision.events);
        state = evolveAll(state, decision.events, this.#deps.keepChat);
      }
      return decision;
    });
    return { decisions, events };
  }

  /** Folds the log from time to time; whoever appends sees to it. */
  #compact(written: Extract<Written, { ok: true }>): void {
    const every = this.#deps.compactAfter;
    if (Math.floor(written.version / every) === Math.floor(written.from / every)) return;
    const { version } = this.#state.view;
    this.#deps.log.compact(this.id, version, JSON.stringify(this.#state)).catch(() => {
      // The next one will; a longer log costs memory only.
    });
  }
}
