import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReactionList } from './reaction-list.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('reactions go by themselves, each after its time', () => {
  const list = new ReactionList();
  list.add('p0000000a', 'heart');
  vi.advanceTimersByTime(3_000);
  list.add('p0000000b', 'clap');
  vi.advanceTimersByTime(1_500);
  expect(list.state.get().map((one) => one.reaction)).toEqual(['clap']);
  vi.advanceTimersByTime(4_000);
  expect(list.state.get()).toEqual([]);
});

test('a storm of them stays bounded', () => {
  const list = new ReactionList();
  for (let n = 0; n < 100; n += 1) list.add('p0000000a', 'laugh');
  expect(list.state.get()).toHaveLength(12);
  expect(new Set(list.state.get().map((one) => one.id)).size).toBe(12);
});
