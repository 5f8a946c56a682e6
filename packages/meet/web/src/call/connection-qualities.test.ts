import { expect, test } from 'vitest';
import { createQualities } from './connection-qualities.ts';

const people = (...list: (readonly [string, number])[]) =>
  list.map(([id, generation]) => ({ id, generation }));

test('levels are kept by participant; good is what everybody has who is not named', () => {
  const qualities = createQualities();
  const before = qualities.state.get();
  qualities.set('a', 'good');
  expect(qualities.state.get()).toBe(before);
  qualities.set('a', 'poor');
  qualities.set('b', 'fair');
  qualities.set('a', 'good');
  expect(qualities.state.get()).toEqual({ a: 'good', b: 'fair' });
});

test('who left is forgotten, and so is a connection that a newer one replaced', () => {
  const qualities = createQualities();
  qualities.follow(people(['a', 1], ['b', 1], ['c', 1]));
  for (const id of ['a', 'b', 'c']) qualities.set(id, 'poor');
  qualities.follow(people(['b', 1], ['c', 2]));
  expect(qualities.state.get()).toEqual({ b: 'poor' });
  const kept = qualities.state.get();
  qualities.follow(people(['b', 1], ['c', 2], ['d', 1]));
  expect(qualities.state.get()).toBe(kept);
});
