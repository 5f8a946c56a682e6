import { setImmediate } from 'node:timers/promises';
import type { ChatBounds, Sync } from '@stoa/protocol';
import { backoffDelay, sleep, StoaError } from '@stoa/toolkit/base';
import { logUnavailable, refusal } from '../errors.ts';
import type { RoomLog } from '../log/index.ts';
import { decide, decideAll, isWaiting } from '../state/index.ts';
import type { Command, Context, Decision, RoomState } from '../state/index.ts';
import { RoomCopy, type RoomChange } from './room-copy.ts';

export interface RoomDeps {
  readonly log: RoomLog;
  readonly available: () => boolean;
  readonly context: () => Context;
  readonly keepChat: ChatBounds;
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

/** Commands that may be decided and appended together, and the text they may hold: clients get it in one message. */
const batchSize = 256;
const batchText = 65_536;
/** After a batch of that many commands the next one is left some time to grow, from one begin to the next. */
const busyBatch = 4;
const gatherMs = 12;
/** Conflicts in a row before a command is given back as retryable. */
const maxConflicts = 30;

/**
 * A room as this backend works with it. It owns nothing: a command is decided on the copy and appended by
 * compare-and-append on the version; whoever was quicker makes it read forward and decide again.
 */
export class Room {
  readonly id: string;
  readonly #deps: RoomDeps;
  readonly #copy: RoomCopy;
  readonly #listeners = new Set<(change: RoomChange) => void>();
  #queue: Pending[] = [];
  #draining = false;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#copy = new RoomCopy(id, deps.log, deps.keepChat, (change) => {
      for (const listener of this.#listeners) listener(change);
    });
  }

  get state(): RoomState {
    return this.#copy.state;
  }

  close(): void {
    this.#copy.close();
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
    return decide(this.state, command, this.#deps.context());
  }

  /** What a participant has missed since `version`, as far as they may see it. */
  syncSince(version: number, participant: string): Sync {
    return this.#copy.syncSince(version, { participant, waiting: isWaiting(this.state, participant) });
  }

  catchUp(): Promise<void> {
    return this.#copy.catchUp();
  }

  verify(): Promise<void> {
    return this.#copy.verify();
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // Commands of one turn of the event loop go together: they come from different sockets, one callback each.
    await setImmediate();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, batchOf(this.#queue));
      const next = performance.now() + gatherMs;
      await this.#commit(batch);
      // In a room where much happens more follows at once: fewer, larger appends and messages for everyone.
      const restMs = next - performance.now();
      if (batch.length >= busyBatch && restMs > 0) await sleep(restMs);
    }
    this.#draining = false;
  }

  /** Decides and appends some commands, again and again until it is clear what became of them. */
  async #commit(batch: readonly Pending[]): Promise<void> {
    const until = Math.max(...batch.map((pending) => pending.until));
    let ambiguous = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (await this.#tryCommit(batch)) return;
        this.#deps.onAppend('conflict');
        if (attempt >= maxConflicts) throw logUnavailable('the room changes too quickly; send it again');
        if (attempt > 2) await sleep(backoffDelay(attempt - 2, { baseMs: 2, maxMs: 50, jitter: 1 }));
      } catch (error) {
        this.#copy.uncertain = true;
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
  async #tryCommit(batch: readonly Pending[]): Promise<boolean> {
    const fresh = this.#copy.uncertain;
    if (fresh) {
      await this.#copy.catchUp();
      this.#copy.uncertain = false;
    }
    const { context, keepChat } = this.#deps;
    const commands = batch.map(({ command }) => command);
    const { decisions, events, after } = decideAll(this.state, commands, context(), keepChat);
    if (events.length > 0) {
      this.#copy.foresee(events, after);
      const written = await this.#deps.log.append(this.id, this.state.view.version, events);
      if (!written.ok) {
        this.#copy.uncertain = true;
        return false;
      }
      this.#deps.onAppend('ok');
      this.#copy.take({ ...written, events });
      this.#compact(written);
    } else if (!fresh && decisions.some((decision) => !decision.ok)) {
      // A refusal must not rest on an old copy.
      this.#copy.uncertain = true;
      return this.#tryCommit(batch);
    }
    decisions.forEach((decision, index) => {
      const pending = batch[index];
      if (decision.ok) pending?.resolve(this.state);
      else pending?.reject(refusal(decision.code, decision.message));
    });
    return true;
  }

  /** Folds the log from time to time; whoever appends sees to it. */
  #compact({ from, version }: { readonly from: number; readonly version: number }): void {
    const every = this.#deps.compactAfter;
    if (Math.floor(version / every) === Math.floor(from / every)) return;
    this.#deps.log.compact(this.id, this.state.view.version, JSON.stringify(this.state)).catch(() => {
      // The next one will; a longer log costs memory only.
    });
  }
}

/** How many of the commands that wait go together: one at least. */
function batchOf(queue: readonly Pending[]): number {
  let text = 0;
  const over = queue.findIndex(({ command }, index) => {
    text += command.type === 'chat' ? command.text.length : 0;
    return index >= batchSize || (text > batchText && index > 0);
  });
  return over < 0 ? queue.length : over;
}
