import { baseErrors } from './base-errors.ts';

/** Resolves after `ms` milliseconds; rejects with BASE_ABORTED as soon as the signal fires. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(baseErrors.make('BASE_ABORTED', 'cancelled', { cause: signal.reason }));
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(baseErrors.make('BASE_ABORTED', 'cancelled', { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Waits for `promise` at most `ms` milliseconds.
 * @throws BASE_TIMEOUT naming `what` when the time is over; the promise itself goes on and its result is dropped.
 */
export async function withDeadline<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(baseErrors.make('BASE_TIMEOUT', `${what} did not happen within ${ms} ms`, { details: { ms } }));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
