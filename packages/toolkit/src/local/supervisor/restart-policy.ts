import { backoffDelay } from '../../base/index.ts';

/** A run this long counts as a good start. */
const goodRunMs = 10_000;
const crashLoopAfter = 5;

export interface RestartPlan {
  /** Ends in a row without a good start between them. */
  readonly failures: number;
  readonly state: 'backoff' | 'crash-loop';
  readonly delayMs: number;
}

/** What to do after a component ended by itself: 0.25 s at first, so that a crash is hardly noticed, later up to 15 s. */
export function planRestart(
  failuresBefore: number,
  ranMs: number,
  random: () => number = Math.random,
): RestartPlan {
  const failures = ranMs >= goodRunMs ? 1 : failuresBefore + 1;
  return {
    failures,
    state: failures >= crashLoopAfter ? 'crash-loop' : 'backoff',
    delayMs: backoffDelay(failures, { baseMs: 250, maxMs: 15_000, jitter: 0.3, random }),
  };
}
