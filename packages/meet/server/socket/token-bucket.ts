import type { Rate } from '../guard/index.ts';

/** One for all buckets: a connection has several. */
function monotonic(): number {
  return performance.now();
}

/** @returns a function that says whether one more thing is allowed now (`now` in milliseconds). */
export function createTokenBucket(rate: Rate, now: () => number = monotonic): () => boolean {
  let tokens = rate.burst;
  let last = now();
  return () => {
    const at = now();
    tokens = Math.min(rate.burst, tokens + ((at - last) / 1_000) * rate.perSecond);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
