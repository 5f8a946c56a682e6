import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costAnnotation, costOf, nextCost } from './deletion-cost.ts';

describe('the cost of deleting a pod', () => {
  it('is 0 where nothing is said, and unknown where it is not a number', () => {
    expect(costOf(undefined)).toBe(0);
    expect(costOf({})).toBe(0);
    expect(costOf({ [costAnnotation]: '12' })).toBe(12);
    expect(costOf({ [costAnnotation]: '-5' })).toBe(-5);
    for (const text of ['', 'many', '1.5', '+3', '99999999999']) {
      expect(costOf({ [costAnnotation]: text }), text).toBeUndefined();
    }
  });

  it('changes with the first who comes and the last who goes', () => {
    expect(nextCost(0, 1)).toBe(1);
    expect(nextCost(40, 0)).toBe(0);
    expect(nextCost(0, 0)).toBe(0);
  });

  it('stays until people have doubled or halved', () => {
    expect([11, 19].map((people) => nextCost(20, people))).toEqual([20, 20]);
    expect([10, 40].map((people) => nextCost(20, people))).toEqual([10, 40]);
  });

  it('takes the place of what somebody else wrote', () => {
    expect(nextCost(-100, 3)).toBe(3);
    expect(nextCost(-100, 0)).toBe(0);
    expect(nextCost(undefined, 7)).toBe(7);
  });

  it('is 0 exactly for an empty pod, never off by more than a half, and settles at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (current, people) => {
          const cost = nextCost(current, people);
          expect(cost === 0).toBe(people === 0);
          expect(cost).toBeLessThanOrEqual(people * 2);
          expect(cost * 2).toBeGreaterThanOrEqual(people);
          expect(nextCost(cost, people)).toBe(cost);
        },
      ),
    );
  });

  it('of people who come one by one is written a few times only', () => {
    let cost = 0;
    let writes = 0;
    for (let people = 1; people <= 1_000; people += 1) {
      const next = nextCost(cost, people);
      if (next !== cost) writes += 1;
      cost = next;
    }
    expect(writes).toBe(10);
  });
});
