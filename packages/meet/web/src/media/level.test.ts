import { expect, test } from 'vitest';
import { levelOf } from './level.ts';

function sine(amplitude: number): Float32Array {
  return Float32Array.from(
    { length: 2_048 },
    (_, at) => amplitude * Math.sin((at * 2 * Math.PI * 32) / 2_048),
  );
}

test('silence is 0, a full-scale tone is 1, nothing is silence', () => {
  expect(levelOf(new Float32Array(2_048))).toBe(0);
  expect(levelOf(new Float32Array(0))).toBe(0);
  expect(levelOf(sine(1))).toBeCloseTo(1, 5);
});

test('every 20 dB are a third of the scale', () => {
  expect(levelOf(sine(0.1))).toBeCloseTo(2 / 3, 5);
  expect(levelOf(sine(0.01))).toBeCloseTo(1 / 3, 5);
  expect(levelOf(sine(0.000_1))).toBe(0);
});

test('an overdriven microphone does not leave the scale', () => {
  expect(levelOf(new Float32Array(16).fill(3))).toBe(1);
});
