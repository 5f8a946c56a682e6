import type { Rate } from './rates.ts';

interface Bucket {
  tokens: number;
  /** When `tokens` was right, in the clock's milliseconds. */
  at: number;
}

export interface KeyedBucketsOptions {
  /** Keys that are remembered; beyond it the one that was quiet longest is forgotten. */
  readonly most?: number;
  readonly now?: () => number;
}

/** A token bucket for each key (an address, a user). A key that is not remembered has a full bucket. */
export class KeyedBuckets {
  readonly #rate: Rate;
  readonly #most: number;
  readonly #now: () => number;
  /** In order of last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, { most = 10_000, now = () => performance.now() }: KeyedBucketsOptions = {}) {
    this.#rate = rate;
    this.#most = most;
    this.#now = now;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token. @returns 0, or the milliseconds until there will be one: then nothing was taken */
  take(key: string): number {
    const bucket = this.#bucket(key);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.#rate.perSecond) * 1_000);
    bucket.tokens -= 1;
    return 0;
  }

  /** Gives a taken token back. */
  refund(key: string): void {
    const bucket = this.#bucket(key);
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + 1);
  }

  #bucket(key: string): Bucket {
    const now = this.#now();
    const known = this.#buckets.get(key);
    const bucket = { tokens: known ? this.#tokens(known, now) : this.#rate.burst, at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forget(now);
    return bucket;
  }

  #tokens({ tokens, at }: Bucket, now: number): number {
    return Math.min(this.#rate.burst, tokens + ((now - at) / 1_000) * this.#rate.perSecond);
  }

  /** Of the quietest two: those that are full again, and whatever is too much. */
  #forget(now: number): void {
    let looked = 0;
    for (const [key, bucket] of this.#buckets) {
      if ((looked += 1) > 2) return;
      const full = bucket.at < now && this.#tokens(bucket, now) >= this.#rate.burst;
      if (full || this.#buckets.size > this.#most) this.#buckets.delete(key);
    }
  }
}
