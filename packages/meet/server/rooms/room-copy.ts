import type { ChatBounds, LogEvent, Sync } from '@stoa/protocol';
import { logUnavailable } from '../errors.ts';
import type { Batch, RoomLog } from '../log/index.ts';
import {
  emptyState,
  evolveAll,
  projectEvents,
  projectView,
  roomStateSchema,
  wasAdmitted,
} from '../state/index.ts';
import type { RoomState, Viewer } from '../state/index.ts';
import { RecentEvents } from './recent-events.ts';

/** What happened to a room. `reset`: the steps between are not known; `events` is empty. */
export interface RoomChange extends Batch {
  readonly before: RoomState;
  readonly after: RoomState;
  readonly reset: boolean;
}

/** A copy of a room that follows its log. */
export class RoomCopy {
  readonly #id: string;
  readonly #log: RoomLog;
  readonly #keepChat: ChatBounds;
  readonly #onChange: (change: RoomChange) => void;
  readonly #unsubscribe: () => void;
  #state: RoomState;
  #recent = new RecentEvents(0);
  #reading: Promise<void> | undefined;
  #foreseen: { before: RoomState; events: readonly LogEvent[]; after: RoomState } | undefined;
  /** The copy may be behind the log, or an append of ours may or may not have been stored: read before deciding. */
  uncertain = true;

  constructor(id: string, log: RoomLog, keepChat: ChatBounds, onChange: (change: RoomChange) => void) {
    this.#id = id;
    this.#log = log;
    this.#keepChat = keepChat;
    this.#onChange = onChange;
    this.#state = emptyState(id);
    this.#unsubscribe = log.subscribe(id, (batch) => this.#hear(batch));
  }

  get state(): RoomState {
    return this.#state;
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * What a client that saw `version` has missed, as far as it may see it; the whole view when that is too long ago,
   * or when it could see nothing then.
   */
  syncSince(version: number, viewer: Viewer): Sync {
    const now = this.#state.view.version;
    const missed = version === 0 ? undefined : this.#recent.since(version);
    if (!missed || viewer.waiting || wasAdmitted(missed, viewer)) {
      return { kind: 'snapshot', view: projectView(this.#state.view, viewer) };
    }
    return { kind: 'events', from: version, version: now, events: projectEvents(missed, viewer) };
  }

  /** Reads forward to the head of the log; puts the room back if the store lost it. @throws MEET_LOG_UNAVAILABLE */
  catchUp(): Promise<void> {
    this.#reading ??= this.#readForward().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /**
   * After an outage: a store that lost its newest part may have been written to since, so that versions agree and
   * events do not. Then the log is right, and the copy is read anew.
   */
  async verify(): Promise<void> {
    await this.catchUp();
    const at = this.#state.view.version;
    const mine = this.#recent.last;
    if (!mine) return;
    const read = await this.#log.read(this.#id, at - 1);
    const [stored] = read.kind === 'events' ? read.batch.events : [];
    if (!stored || JSON.stringify(stored) === JSON.stringify(mine)) return;
    const whole = await this.#log.read(this.#id, 0);
    if (whole.kind === 'snapshot') this.#replaceBy(whole.snapshot, whole.batch);
  }

  /** What `events` make of the present state is known already: {@link take} need not work it out again. */
  foresee(events: readonly LogEvent[], after: RoomState): void {
    this.#foreseen = { before: this.#state, events, after };
  }

  #evolve(before: RoomState, batch: Batch, events: readonly LogEvent[]): RoomState {
    const seen = this.#foreseen;
    this.#foreseen = undefined;
    if (seen?.before === before && seen.events === batch.events) return seen.after;
    return evolveAll(before, events, this.#keepChat);
  }

  /** Takes over what was added to the log; `batch` starts at or before the copy, or is the room's first. */
  take(batch: Batch): void {
    const at = this.#state.view.version;
    if (batch.version <= at) return;
    const events = batch.events.slice(Math.max(0, at - batch.from));
    const before =
      at === 0 ? { ...this.#state, view: { ...this.#state.view, version: batch.from } } : this.#state;
    if (at === 0) this.#recent = new RecentEvents(batch.from);
    this.#state = this.#evolve(before, batch, events);
    this.#recent.add(events);
    const { version } = this.#state.view;
    const { version: from } = before.view;
    const json = batch.json !== undefined && events.length === batch.events.length ? batch.json : undefined;
    const known = json === undefined ? {} : { json };
    this.#onChange({ before, after: this.#state, from, version, events, reset: false, ...known });
  }

  /** A notification: taken over if it fits on the copy, otherwise a reason to read. */
  #hear(batch: Batch): void {
    const at = this.#state.view.version;
    if (at !== 0 && batch.from <= at) {
      this.take(batch);
      return;
    }
    this.uncertain = true;
    this.catchUp().catch(() => {
      // The next command or the next tick reads again.
    });
  }

  async #readForward(): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const at = this.#state.view.version;
      const read = await this.#log.read(this.#id, at);
      if (read.kind === 'events') {
        this.take(read.batch);
        return;
      }
      // Notifications may have moved the copy on meanwhile.
      if (this.#state.view.version !== at) continue;
      const head = read.kind === 'none' ? 0 : read.batch.version;
      if (head < at && this.#state.view.participants.length > 0) {
        if (await this.#putBack(head)) return;
      } else {
        if (read.kind === 'none') this.#replace(emptyState(this.#id));
        else this.#replaceBy(read.snapshot, read.batch);
        return;
      }
    }
    throw logUnavailable(`the room ${this.#id} changes too quickly to be read`);
  }

  /** The log is behind the copy: the store lost something that was there. */
  async #putBack(head: number): Promise<boolean> {
    const state = this.#state;
    const known = state.view.version;
    const seeded = await this.#log.seed(this.#id, head, known, JSON.stringify(state));
    if (seeded.ok) this.#replace({ ...state, view: { ...state.view, version: seeded.version } });
    return seeded.ok;
  }

  #replaceBy(snapshot: string | null, batch: Batch): void {
    const base = snapshot === null ? emptyState(this.#id) : roomStateSchema.parse(JSON.parse(snapshot));
    const folded = { ...base, view: { ...base.view, version: batch.from } };
    this.#replace(evolveAll(folded, batch.events, this.#keepChat), batch);
  }

  #replace(after: RoomState, known?: Batch): void {
    const before = this.#state;
    const { version } = after.view;
    if (version === 0 && before.view.version === 0) return;
    this.#state = after;
    this.#recent = known ? new RecentEvents(known.from, known.events) : new RecentEvents(version);
    this.#onChange({ before, after, from: version, version, events: [], reset: true });
  }
}
