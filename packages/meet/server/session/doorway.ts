import { refusal } from '../errors.ts';

export interface DoorwayPace {
  /** Arrivals let through in a second, and at once after a quiet time. */
  readonly perSecond: number;
  readonly burst: number;
  /** Longest wait, ms; whoever would wait longer is told when to come again. */
  readonly waitMs: number;
}

interface Arrival {
  readonly until: number;
  readonly pass: () => void;
  readonly refuse: () => void;
}

/** How often the queue is looked at, ms. */
const stepMs = 10;

/**
 * Lets people in at a pace that the backend can bear, so that everybody of a backend that died does not come in at
 * once. Who comes back goes first: their places are kept for a while only.
 */
export class Doorway {
  readonly #pace: DoorwayPace;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #returning: Arrival[] = [];
  readonly #new: Arrival[] = [];
  #tokens: number;
  #filledAt: number;
  #looking = false;

  constructor(
    pace: DoorwayPace,
    now: () => number = () => performance.now(),
    random: () => number = Math.random,
  ) {
    this.#pace = pace;
    this.#now = now;
    this.#random = random;
    this.#tokens = pace.burst;
    this.#filledAt = now();
  }

  get waiting(): number {
    return this.#returning.length + this.#new.length;
  }

  /**
   * Resolves when it is this arrival's turn.
   * @throws MEET_REFUSED `too-many` with `retryAfterMs`, a different time for everybody
   */
  pass(isReturning: boolean): Promise<void> {
    this.#fill();
    if (this.waiting === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      return Promise.resolve();
    }
    const { perSecond, waitMs } = this.#pace;
    const most = Math.max(1, Math.floor((perSecond * waitMs) / 1_000));
    // New people never fill the whole queue.
    const full = this.waiting >= (isReturning ? most : Math.ceil(most / 2));
    if (full) return Promise.reject(this.#refusal());
    if (!this.#looking) this.#lookAgain();
    return new Promise((resolve, reject) => {
      const until = this.#now() + waitMs;
      const queue = isReturning ? this.#returning : this.#new;
      queue.push({ until, pass: resolve, refuse: () => reject(this.#refusal()) });
    });
  }

  #fill(): void {
    const { perSecond, burst } = this.#pace;
    const now = this.#now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
  }

  #lookAgain(): void {
    this.#looking = true;
    setTimeout(() => this.#step(), stepMs);
  }

  #step(): void {
    this.#fill();
    while (this.#tokens >= 1) {
      const next = this.#returning.shift() ?? this.#new.shift();
      if (!next) break;
      this.#tokens -= 1;
      next.pass();
    }
    for (const queue of [this.#returning, this.#new]) {
      while ((queue[0]?.until ?? Infinity) <= this.#now()) queue.shift()?.refuse();
    }
    this.#looking = false;
    if (this.waiting > 0) this.#lookAgain();
  }

  #refusal(): Error {
    const { perSecond, waitMs } = this.#pace;
    const toWait = Math.max(waitMs / 2, (this.waiting / perSecond) * 1_000);
    const retryAfterMs = Math.ceil(toWait * (0.5 + this.#random()));
    return refusal(
      'too-many',
      `too many people come in at once; try again in ${retryAfterMs} ms`,
      retryAfterMs,
    );
  }
}
