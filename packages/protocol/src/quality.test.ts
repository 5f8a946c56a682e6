import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { layerFor, qualityMessage } from './quality.ts';

test('a picture is asked for in the layer that fits its height', () => {
  expect([1, 120, 180, 181, 360, 361, 1_080].map(layerFor)).toEqual([0, 0, 0, 1, 1, 2, 2]);
});

test('wishes are bounded, in number and in kind', () => {
  const want = { participant: 'p00000001', source: 'camera', height: 120 };
  const accepts = (...wants: unknown[]) =>
    qualityMessage.safeParse({ type: 'quality', id: 'a', wants }).success;
  expect(accepts()).toBe(true);
  expect(accepts(want, { ...want, source: 'screen', height: 'off' })).toBe(true);
  for (const height of [0, -1, 1.5, 8_641, '120', null]) expect(accepts({ ...want, height })).toBe(false);
  expect(accepts({ ...want, participant: 'Ann' })).toBe(false);
  expect(accepts(...Array.from({ length: limits.wants }, () => want))).toBe(true);
  expect(accepts(...Array.from({ length: limits.wants + 1 }, () => want))).toBe(false);
});
