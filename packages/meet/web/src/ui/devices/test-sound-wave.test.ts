import { expect, test } from 'vitest';
import { testSoundWave } from './test-sound-wave.ts';

const bytes = testSoundWave();
const view = new DataView(bytes.buffer);
const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));

test('is a WAV file whose lengths fit', () => {
  expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect(view.getUint32(4, true)).toBe(bytes.length - 8);
  expect(view.getUint32(40, true)).toBe(bytes.length - 44);
  expect(view.getUint32(28, true)).toBe(view.getUint32(24, true) * view.getUint16(32, true));
});

test('is heard for about 0.7 s, begins and ends in silence, and hurts nobody', () => {
  const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_, at) =>
    view.getInt16(44 + at * 2, true),
  );
  expect(samples.length / view.getUint32(24, true)).toBeCloseTo(0.7, 2);
  expect(Math.abs(samples[0] ?? 1)).toBe(0);
  expect(Math.abs(samples.at(-1) ?? 1e5)).toBeLessThan(200);
  const loudest = Math.max(...samples.map(Math.abs));
  expect(loudest).toBeGreaterThan(10_000);
  expect(loudest).toBeLessThan(12_000);
});
