import { expect, test } from 'vitest';
import { heightCap, nextCap, noCap } from './picture-cap.ts';
import type { PictureCap } from './picture-cap.ts';

function caps(from: PictureCap, ...losses: (number | null)[]): PictureCap[] {
  let cap = from;
  return losses.map((loss) => {
    cap = nextCap(cap, loss);
    return cap;
  });
}
const steps = (from: PictureCap, ...losses: (number | null)[]) =>
  caps(from, ...losses).map(({ step }) => step);
const many = (count: number, loss: number) => Array.from({ length: count }, () => loss);

test('much loss takes the largest layer at once, and the next one only when that did not help', () => {
  expect(steps(noCap, 0.2, 0.2, 0.2, 0.2, 0.2)).toEqual([1, 1, 1, 2, 2]);
  expect(steps(noCap, 0.2, 0.2, 0.03, 0.03)).toEqual([1, 1, 1, 1]);
});

test('some loss changes nothing, and silence neither', () => {
  expect(steps(noCap, 0.05, 0.05, null, 0)).toEqual([0, 0, 0, 0]);
  expect(steps({ step: 1, calm: 3, wait: 0 }, null, null)).toEqual([1, 1]);
});

test('it comes back a step at a time after a calm while', () => {
  const worst: PictureCap = { step: 2, calm: 0, wait: 0 };
  expect(steps(worst, ...many(7, 0))).toEqual(many(7, 2));
  expect(steps(worst, ...many(8, 0)).at(-1)).toBe(1);
  expect(steps(worst, ...many(16, 0)).at(-1)).toBe(0);
  // A disturbance begins the calm anew.
  expect(steps(worst, ...many(7, 0), 0.05, ...many(7, 0)).at(-1)).toBe(2);
});

test('at a limit it does not flicker', () => {
  const seen = steps(noCap, ...Array.from({ length: 30 }, (_, n) => (n % 4 === 0 ? 0.09 : 0)));
  const changes = seen.filter((step, index) => index > 0 && step !== seen[index - 1]);
  expect(changes).toHaveLength(1);
});

test('a step is a layer', () => {
  expect([0, 1, 2].map((step) => heightCap({ ...noCap, step: step as 0 | 1 | 2 }))).toEqual([
    Infinity,
    360,
    180,
  ]);
});
