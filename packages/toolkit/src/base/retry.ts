import { baseErrors } from './base-errors.ts';
import { StoaError } from './errors.ts';
import { sleep } from './time.ts';

export interface BackoffOptions {
  /** Delay before the second try, in milliseconds. */
  readonly baseMs?: number;
  readonly maxMs?: number;
  /** 0 = fixed delays, 1 = anything between 0 and the full delay ("full jitter"). */
  readonly jitter?: number;
  readonly random?: () => number;
}

export interface RetryOptions extends BackoffOptions {
  /** Milliseconds after which no new try is made. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Return false for a failure that another try cannot cure. */
  readonly retryIf?: (error: unknown) => boolean;
}

/** The delay in milliseconds before try `attempt` (1 = the first repetition): exponential, capped, jittered. */
export function backoffDelay(attempt: number, options: BackoffOptions = {}): number {
  const { baseMs = 100, maxMs = 5_000, jitter = 0.5, random = Math.random } = options;
  const full = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round(full * (1 - jitter * random()));
}

/**
 * Runs `work` until it succeeds, its failure is final, or the deadline is over; then throws the last failure.
 * @throws BASE_ABORTED when the signal fires between tries
 */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const end = performance.now() + options.deadlineMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (options.signal?.aborted) throw baseErrors.make('BASE_ABORTED', 'cancelled', { cause: error });
      if (error instanceof StoaError && error.code === 'BASE_ABORTED') throw error;
      if (options.retryIf?.(error) === false) throw error;
      const delay = backoffDelay(attempt, options);
      if (performance.now() + delay > end) throw error;
      await sleep(delay, options.signal);
    }
  }
}
