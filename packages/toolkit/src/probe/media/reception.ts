import { Arrivals, type ArrivalStats } from './arrivals.ts';
import { readStamp, type Stamp } from './stamp.ts';

export interface ReceivedStream {
  readonly from: string;
  readonly kind: 'audio' | 'video';
  /** When the first packet ever came, ms on `performance.now()`. */
  readonly firstAt: number;
  readonly stats: ArrivalStats;
}

/** Everything one participant receives, told apart by the stamps and not by SSRC or m-line. */
export class Reception {
  readonly #streams = new Map<string, { readonly arrivals: Arrivals; readonly firstAt: number }>();
  readonly #listeners = new Set<(from: string, kind: 'audio' | 'video') => void>();
  readonly #gone = new Set<string>();
  #unstamped = 0;

  /** Packets without a stamp: media of people, counted and not judged. */
  get unstamped(): number {
    return this.#unstamped;
  }

  /** Calls back on the first packet of each stream. */
  onFirst(listener: (from: string, kind: 'audio' | 'video') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns the stamp of a packet that counts */
  note(payload: Buffer): Stamp | undefined {
    const stamp = readStamp(payload);
    if (stamp === undefined) {
      this.#unstamped += 1;
      return undefined;
    }
    if (this.#gone.has(stamp.sender)) return undefined;
    const now = performance.now();
    const key = `${stamp.sender} ${stamp.kind}`;
    let stream = this.#streams.get(key);
    const first = stream === undefined;
    if (stream === undefined) {
      stream = { arrivals: new Arrivals(), firstAt: now };
      this.#streams.set(key, stream);
    }
    stream.arrivals.note(stamp.seq, stamp.sentAt, performance.timeOrigin + now);
    if (first) for (const listener of this.#listeners) listener(stamp.sender, stamp.kind);
    return stamp;
  }

  /** Starts a new measuring window for every stream. */
  mark(): void {
    const now = performance.timeOrigin + performance.now();
    this.#unstamped = 0;
    for (const { arrivals } of this.#streams.values()) arrivals.mark(now);
  }

  /** Who left the room is no longer expected; their last packets may still come. */
  forget(from: string): void {
    this.#gone.add(from);
    this.#streams.delete(`${from} audio`);
    this.#streams.delete(`${from} video`);
  }

  has(from: string, kind: 'audio' | 'video'): boolean {
    return this.#streams.has(`${from} ${kind}`);
  }

  streams(): ReceivedStream[] {
    const now = performance.timeOrigin + performance.now();
    return [...this.#streams].map(([key, { arrivals, firstAt }]) => {
      const [from = '', kind] = key.split(' ');
      return { from, kind: kind === 'video' ? 'video' : 'audio', stats: arrivals.stats(now), firstAt };
    });
  }
}
