import type { PauseRule } from './rates.ts';

interface Guesses {
  count: number;
  at: number;
  until: number;
}

/**
 * Growing pauses between wrong guesses at one thing (a room's passcode), whoever makes them. A guess counts from its
 * start: many at once are not many for one.
 */
export class GuessPauses {
  readonly #rule: PauseRule;
  readonly #most: number;
  readonly #now: () => number;
  /** In order of the last guess. */
  readonly #guesses = new Map<string, Guesses>();

  constructor(rule: PauseRule, { most = 10_000, now = () => performance.now() } = {}) {
    this.#rule = rule;
    this.#most = most;
    this.#now = now;
  }

  get size(): number {
    return this.#guesses.size;
  }

  /** Begins a guess. @returns 0, or how many milliseconds to wait: then it was not counted */
  begin(key: string): number {
    const now = this.#now();
    const known = this.#guesses.get(key);
    const fresh = known && now - known.at < this.#rule.forgetMs ? known : undefined;
    if (fresh && now < fresh.until) return Math.ceil(fresh.until - now);
    const count = (fresh?.count ?? 0) + 1;
    this.#guesses.delete(key);
    this.#guesses.set(key, { count, at: now, until: now + this.#pause(count) });
    this.#forget(now);
    return 0;
  }

  /** The guess was right, or not judged: it never was. */
  undo(key: string): void {
    const known = this.#guesses.get(key);
    if (!known) return;
    known.count -= 1;
    known.until = known.at;
    if (known.count <= 0) this.#guesses.delete(key);
  }

  #pause(count: number): number {
    const { free, firstMs, longestMs } = this.#rule;
    return count <= free ? 0 : Math.min(longestMs, firstMs * 2 ** (count - free - 1));
  }

  #forget(now: number): void {
    let looked = 0;
    for (const [key, { at }] of this.#guesses) {
      if ((looked += 1) > 2) return;
      if (now - at >= this.#rule.forgetMs || this.#guesses.size > this.#most) this.#guesses.delete(key);
    }
  }
}
