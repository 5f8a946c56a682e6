import { expect, test } from 'vitest';
import { createQualities } from './connection-qualities.ts';

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

test('who left is forgotten', () => {
  const qualities = createQualities();
  qualities.set('a', 'poor');
  qualities.set('b', 'fair');
  qualities.keepOnly(new Set(['b', 'c']));
  expect(qualities.state.get()).toEqual({ b: 'fair' });
  const kept = qualities.state.get();
  qualities.keepOnly(new Set(['b']));
  expect(qualities.state.get()).toBe(kept);
});
