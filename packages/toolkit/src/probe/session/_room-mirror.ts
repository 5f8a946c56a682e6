import { applyEvents, emptyRoom, type RoomEvent, type RoomView, type Sync } from '@stoa/protocol';

interface Batch {
  readonly from: number;
  readonly version: number;
  readonly events: readonly RoomEvent[];
}

/** This client's copy of the room, kept by the shared reducer; what a gap left out is fetched by `ask`. */
export class RoomMirror {
  readonly #ask: (version: number) => Promise<Sync>;
  readonly #onChange: (view: RoomView, events: readonly RoomEvent[]) => void;
  #view: RoomView;
  #asking = false;

  constructor(
    room: string,
    ask: (version: number) => Promise<Sync>,
    onChange: (view: RoomView, events: readonly RoomEvent[]) => void,
  ) {
    this.#view = emptyRoom(room);
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get view(): RoomView {
    return this.#view;
  }

  apply(batch: Batch): void {
    const next = applyEvents(this.#view, batch);
    if (next === undefined) void this.#fetch();
    else if (next !== this.#view) this.#set(next, batch.events);
  }

  sync(sync: Sync): void {
    if (sync.kind === 'events') this.apply(sync);
    else this.#set(sync.view, []);
  }

  #set(view: RoomView, events: readonly RoomEvent[]): void {
    this.#view = view;
    this.#onChange(view, events);
  }

  /** Batches that come meanwhile are in the answer, or show the next gap. */
  async #fetch(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const sync = await this.#ask(this.#view.version).catch(() => undefined);
    this.#asking = false;
    // Without an answer the next batch, or the welcome after a resume, closes the gap.
    if (sync !== undefined) this.sync(sync);
  }
}
