import { expect, test } from 'vitest';
import { SoundGap } from './_sound-gap.ts';

test('nothing to be heard, or nothing told of it', () => {
  const gap = new SoundGap();
  expect(gap.longest).toBeNull();
  gap.look('ada', 'present', null);
  expect(gap.longest).toBeNull();
});

test('the longest stretch, not the sum of all', () => {
  const gap = new SoundGap();
  for (const madeUpMs of [500, 540, 600, 600, 630]) gap.look('ada', 'present', madeUpMs);
  expect(gap.longest).toBe(100);
});

test('a stretch goes on over the other connection, whose count before it was heard is its own', () => {
  const gap = new SoundGap();
  for (const madeUpMs of [0, 80]) gap.look('ada', 'present', madeUpMs);
  gap.look('ada', 'next', 900);
  expect(gap.longest).toBe(80);
  const other = new SoundGap();
  other.look('ada', 'next', 900);
  for (const madeUpMs of [0, 80]) other.look('ada', 'present', madeUpMs);
  other.look('ada', 'next', 960);
  expect(other.longest).toBe(140);
});

test('people are told apart', () => {
  const gap = new SoundGap();
  for (const madeUpMs of [0, 40, 80]) {
    gap.look('ada', 'present', madeUpMs);
    gap.look('grace', 'present', 0);
  }
  expect(gap.longest).toBe(80);
});
