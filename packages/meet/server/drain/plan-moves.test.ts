import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planMoves } from './plan-moves.ts';

const pace = { drainMs: 20_000, perSecond: 50 };

it('tells a few people at the pace that the others can bear', () => {
  expect(planMoves(4, pace, () => 0)).toEqual([0, 20, 40, 60]);
  expect(planMoves(4, pace, () => 0.5)).toEqual([10, 30, 50, 70]);
  expect(planMoves(0, pace)).toEqual([]);
});

it('tells everybody within half the time, in order, never more than the pace where the time suffices', () => {
  fc.assert(
    fc.property(
      fc.nat(3_000),
      fc.nat(60_000),
      fc.integer({ min: 1, max: 200 }),
      (count, drainMs, perSecond) => {
        const delays = planMoves(count, { drainMs, perSecond });
        expect(delays).toHaveLength(count);
        expect(delays).toEqual(delays.toSorted((a, b) => a - b));
        for (const delay of delays) expect(delay).toBeLessThanOrEqual(drainMs / 2);
        if ((count / perSecond) * 1_000 > drainMs / 2) return;
        // One in each interval: any window of a second holds at most one more than the pace.
        delays.forEach((from, index) => {
          const within = delays.slice(index).filter((delay) => delay - from < 1_000).length;
          expect(within).toBeLessThanOrEqual(perSecond + 2);
        });
      },
    ),
    { numRuns: 50 },
  );
});
