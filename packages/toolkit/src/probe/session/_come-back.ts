import { retry, sleep, StoaError } from '../../base/index.ts';
import { isFinal } from './_pending.ts';

export interface ComeBackOptions {
  readonly forMs: number;
  /** Nobody wants to come back any more. */
  readonly over: () => boolean;
}

/**
 * Tries the backends in turn until one lets the session in, with growing pauses of any length up to a limit (full
 * jitter). Where a backend says when to try again, not sooner.
 * @throws the last backend's failure
 */
export function comeBack<T>(
  urls: readonly string[],
  connect: (url: string) => Promise<T>,
  { forMs, over }: ComeBackOptions,
): Promise<T> {
  const attempt = async (number: number) => {
    try {
      return await connect(urls[(number - 1) % urls.length] ?? '');
    } catch (error) {
      const ms = error instanceof StoaError ? error.details['retryAfterMs'] : undefined;
      if (typeof ms === 'number' && ms > 0 && !isFinal(error)) await sleep(ms);
      throw error;
    }
  };
  return retry(attempt, {
    deadlineMs: forMs,
    baseMs: 50,
    maxMs: 2_000,
    jitter: 1,
    retryIf: (error) => !over() && !isFinal(error),
  });
}
