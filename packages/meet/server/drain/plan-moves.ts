/** How a drain asks people to move, so that the other backends are not overrun. */
export interface Pace {
  /** Time for the whole drain, ms. */
  readonly drainMs: number;
  /** Most people told in a second; more than that only where the time would not suffice. */
  readonly perSecond: number;
}

/** Share of the drain's time within which everybody is told; the rest is for those whose first attempt fails. */
const tellingShare = 0.5;

/**
 * When each of `count` people is told to move: rising delays in ms from now, one at a random moment of each interval.
 */
export function planMoves(count: number, pace: Pace, random: () => number = Math.random): number[] {
  const gap = Math.min(1_000 / pace.perSecond, (pace.drainMs * tellingShare) / Math.max(1, count));
  return Array.from({ length: count }, (_, index) => Math.floor((index + random()) * gap));
}
