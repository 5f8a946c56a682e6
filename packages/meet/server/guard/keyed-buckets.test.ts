import { describe, expect, it } from 'vitest';
import { GuessPauses } from './guess-pauses.ts';
import { KeyedBuckets } from './keyed-buckets.ts';

function clock() {
  let ms = 0;
  return { now: () => ms, pass: (by: number) => void (ms += by) };
}

describe('buckets by key', () => {
  it('lets the burst through, says how long to wait, and refills', () => {
    const { now, pass } = clock();
    const buckets = new KeyedBuckets({ perSecond: 2, burst: 3 }, { now });
    expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0]);
    expect(buckets.take('a')).toBe(500);
    expect(buckets.take('b')).toBe(0);
    pass(498);
    expect(buckets.take('a')).toBeGreaterThan(0);
    pass(2);
    expect(buckets.take('a')).toBe(0);
    expect(buckets.take('a')).toBe(500);
    pass(60_000);
    expect([1, 2, 3, 4].map(() => buckets.take('a') === 0)).toEqual([true, true, true, false]);
  });

  it('gives back, never beyond the burst', () => {
    const { now } = clock();
    const buckets = new KeyedBuckets({ perSecond: 1, burst: 2 }, { now });
    buckets.take('a');
    for (let index = 0; index < 5; index += 1) buckets.refund('a');
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1_000]);
  });

  it('remembers a bounded number of keys, and forgets full buckets', () => {
    const { now, pass } = clock();
    const buckets = new KeyedBuckets({ perSecond: 1, burst: 1 }, { now, most: 100 });
    for (let index = 0; index < 5_000; index += 1) buckets.take(`k${index}`);
    expect(buckets.size).toBeLessThanOrEqual(100);
    expect(buckets.take('k4999')).toBeGreaterThan(0);
    pass(10_000);
    for (let index = 0; index < 200; index += 1) buckets.take('only');
    expect(buckets.size).toBe(1);
  });
});

describe('pauses between guesses', () => {
  const rule = { free: 3, firstMs: 100, longestMs: 1_000, forgetMs: 60_000 };

  function after(count: number): number {
    const { now, pass } = clock();
    const pauses = new GuessPauses(rule, { now });
    for (let index = 0; index < count; index += 1) {
      for (let wait = pauses.begin('r'); wait > 0; wait = pauses.begin('r')) pass(wait);
    }
    return pauses.begin('r');
  }

  it('grow with each wrong guess, up to the longest', () => {
    expect([1, 3, 4, 5, 6, 7, 8, 20].map(after)).toEqual([0, 0, 100, 200, 400, 800, 1_000, 1_000]);
  });

  it('are of one thing only, and forgotten after a quiet time', () => {
    const { now, pass } = clock();
    const pauses = new GuessPauses(rule, { now });
    for (let index = 0; index < 4; index += 1) pauses.begin('r');
    expect(pauses.begin('r')).toBe(100);
    expect(pauses.begin('other')).toBe(0);
    pass(60_000);
    expect([1, 2, 3, 4, 5].map(() => pauses.begin('r'))).toEqual([0, 0, 0, 0, 100]);
  });

  it('do not count what was right, but do count guesses that are under way', () => {
    const pauses = new GuessPauses(rule, { now: () => 0 });
    for (let index = 0; index < 50; index += 1) {
      expect(pauses.begin('r')).toBe(0);
      pauses.undo('r');
    }
    expect(pauses.size).toBe(0);
    expect([1, 2, 3, 4, 5].map(() => pauses.begin('r'))).toEqual([0, 0, 0, 0, 100]);
    pauses.undo('r');
    expect(pauses.begin('r')).toBe(0);
  });

  it('are remembered for a bounded number of things', () => {
    const pauses = new GuessPauses(rule, { now: () => 0, most: 50 });
    for (let index = 0; index < 1_000; index += 1) pauses.begin(`r${index}`);
    expect(pauses.size).toBeLessThanOrEqual(50);
  });
});
