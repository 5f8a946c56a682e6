import { expect, test } from 'vitest';
import { Postponed } from './postponed.ts';

test('what was not there is asked for again after a while, each stream by itself', () => {
  const postponed = new Postponed(290);
  const screen = { feed: 7, mid: '2' };
  postponed.add(screen, 1_000);
  expect([1_000, 1_289, 1_290].map((now) => postponed.isDue(screen, now))).toEqual([false, false, true]);
  expect(postponed.isDue({ feed: 7 }, 1_000)).toBe(true);
  postponed.delete(screen);
  expect(postponed.isDue(screen, 1_000)).toBe(true);
});
