import { clientMessageSchema } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { wantsOf } from './wants.ts';

const picture = (height: number, source: 'camera' | 'screen' = 'camera') => ({
  participant: 'p00000001',
  source,
  height,
});
const heights = (cap: number, ...pictures: ReturnType<typeof picture>[]) =>
  wantsOf(pictures, cap, 10).map(({ height }) => height);

test('sizes are asked for in steps, and what is not shown not at all', () => {
  expect(heights(Infinity, picture(0), picture(80), picture(181), picture(700), picture(9_000))).toEqual([
    'off',
    90,
    360,
    720,
    2_880,
  ]);
});

test('a lossy connection is spared cameras, not screens', () => {
  expect(heights(180, picture(700), picture(80), picture(700, 'screen'))).toEqual([180, 90, 720]);
});

test('the message stays within the bounds of the protocol', () => {
  const pictures = Array.from({ length: 12 }, () => picture(100_000));
  const wants = wantsOf(pictures, Infinity, 10);
  expect(wants).toHaveLength(10);
  expect(clientMessageSchema.safeParse({ type: 'quality', id: 'a', wants }).success).toBe(true);
});
