/** Signals that wait for somebody whose connection is between two backends, or broken for a moment. */
export interface HeldBounds {
  /** For one participant. */
  readonly each: number;
  readonly participants: number;
  readonly ms: number;
}

interface Held<T> {
  readonly until: number;
  readonly items: T[];
}

/** Bounded queues by key, each kept for a while; in the order of coming. */
export class HeldSignals<T> {
  readonly #bounds: HeldBounds;
  readonly #now: () => number;
  readonly #queues = new Map<string, Held<T>>();

  constructor(bounds: HeldBounds, now: () => number = () => performance.now()) {
    this.#bounds = bounds;
    this.#now = now;
  }

  get size(): number {
    return this.#queues.size;
  }

  keys(): string[] {
    return [...this.#queues.keys()];
  }

  has(key: string): boolean {
    return this.#queues.has(key);
  }

  /** @returns false where there is no more room: the item is not kept */
  hold(key: string, item: T): boolean {
    const queue = this.#queues.get(key);
    if (queue) {
      if (queue.items.length >= this.#bounds.each) return false;
      queue.items.push(item);
      return true;
    }
    if (this.#queues.size >= this.#bounds.participants) return false;
    this.#queues.set(key, { until: this.#now() + this.#bounds.ms, items: [item] });
    return true;
  }

  /** What is held for `key`, which is not held any more. */
  take(key: string): T[] {
    const items = this.#queues.get(key)?.items ?? [];
    this.#queues.delete(key);
    return items;
  }

  /** Lets go of queues whose time is over. */
  expire(): void {
    for (const [key, { until }] of this.#queues) if (until <= this.#now()) this.#queues.delete(key);
  }
}
