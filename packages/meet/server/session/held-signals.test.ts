import { expect, it } from 'vitest';
import { HeldSignals } from './held-signals.ts';

const open = (now = () => 0) => new HeldSignals<number>({ each: 3, participants: 2, ms: 100 }, now);

it('gives back in order what was held, once', () => {
  const held = open();
  for (const number of [1, 2, 3]) expect(held.hold('a', number)).toBe(true);
  expect(held.has('a')).toBe(true);
  expect(held.take('a')).toEqual([1, 2, 3]);
  expect([held.take('a'), held.has('a'), held.size]).toEqual([[], false, 0]);
});

it('refuses what is too much for one participant, or for one participant more', () => {
  const held = open();
  for (const number of [1, 2, 3]) held.hold('a', number);
  expect(held.hold('a', 4)).toBe(false);
  expect(held.hold('b', 1)).toBe(true);
  expect(held.hold('c', 1)).toBe(false);
  expect(held.keys()).toEqual(['a', 'b']);
});

it('lets go of a queue when its first item has waited long enough', () => {
  let now = 0;
  const held = open(() => now);
  held.hold('a', 1);
  now = 60;
  held.hold('a', 2);
  held.hold('b', 1);
  now = 100;
  held.expire();
  expect(held.keys()).toEqual(['b']);
});
