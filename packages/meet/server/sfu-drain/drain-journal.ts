import type { Journals } from '../log/index.ts';
import { drainEntrySchema, evolveDrain, type DrainEntry, type DrainState } from './drain-state.ts';

/**
 * The last drain of an SFU, as it is written down where all backends see it. Entries are appended by compare-and-set:
 * whoever was overtaken reads forward and decides again.
 */
export class DrainJournal {
  readonly sfu: string;
  readonly #journals: Journals;
  #version = 0;
  #entries: DrainEntry[] = [];
  #state: DrainState | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(journals: Journals, sfu: string) {
    this.#journals = journals;
    this.sfu = sfu;
  }

  /** As of the last read; undefined: that SFU was never drained. */
  get state(): DrainState | undefined {
    return this.#state;
  }

  /** The entries of that drain. */
  get entries(): readonly DrainEntry[] {
    return this.#entries;
  }

  /** @throws MEET_LOG_UNAVAILABLE */
  read(): Promise<DrainState | undefined> {
    return this.#inTurn(() => this.#catchUp());
  }

  /**
   * Appends what `decide` finds right on the newest state, which it may be asked for several times; nothing where it
   * finds nothing. Where it was not known whether an append was stored, the same decision is safe to repeat.
   * @throws MEET_LOG_UNAVAILABLE, and what `decide` throws
   */
  append(decide: (state: DrainState | undefined) => readonly DrainEntry[]): Promise<DrainState | undefined> {
    return this.#inTurn(async () => {
      for (;;) {
        const entries = decide(await this.#catchUp());
        if (entries.length === 0) return this.#state;
        if (await this.#store(entries, entries[0]?.type === 'started')) return this.#state;
      }
    });
  }

  get #name(): string {
    return `sfu-drain:${this.sfu}`;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => {});
    return next;
  }

  async #catchUp(): Promise<DrainState | undefined> {
    const { base, texts } = await this.#journals.read(this.#name, this.#version);
    if (texts.length === 0) return this.#state;
    const entries = texts.map((text) => drainEntrySchema.parse(JSON.parse(text)));
    this.#take(entries, Math.max(base, this.#version));
    return this.#state;
  }

  async #store(entries: readonly DrainEntry[], anew: boolean): Promise<boolean> {
    const store = (expected: number, all: readonly DrainEntry[], how?: { readonly above: number }) =>
      this.#journals.append(
        this.#name,
        expected,
        all.map((entry) => JSON.stringify(entry)),
        how,
      );
    const done = await store(this.#version, entries, anew ? { above: 0 } : undefined);
    if (done.ok) this.#take(entries, this.#version);
    if (done.ok || done.version >= this.#version) return done.ok;
    // Redis came back without its newest data: what is known here is written again, for everybody to read.
    const again = [...this.#entries];
    const restored = await store(done.version, again, { above: this.#version });
    if (restored.ok) this.#version = restored.version;
    return false;
  }

  #take(entries: readonly DrainEntry[], from: number): void {
    for (const entry of entries) {
      this.#entries = entry.type === 'started' ? [entry] : [...this.#entries, entry];
      this.#state = evolveDrain(this.#state, entry);
    }
    this.#version = from + entries.length;
  }
}
