import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyOf } from './latency.ts';

test('nearest-rank percentiles in whole microseconds', () => {
  const times = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(latencyOf(times)).toEqual({ p50Us: 50, p90Us: 90, p99Us: 99, maxUs: 100 });
  expect(latencyOf(Float64Array.of(7.4))).toEqual({ p50Us: 7, p90Us: 7, p99Us: 7, maxUs: 7 });
  expect(latencyOf(new Float64Array())).toBeUndefined();
});

test('percentiles are in order, within the samples, and the samples stay as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (values) => {
      const samples = Float64Array.from(values);
      const { p50Us = 0, p90Us = 0, p99Us = 0, maxUs = 0 } = latencyOf(samples) ?? {};
      expect([p50Us, p90Us, p99Us, maxUs]).toEqual([p50Us, p90Us, p99Us, maxUs].sort((a, b) => a - b));
      expect(maxUs).toBe(Math.max(...values));
      expect(values).toContain(p50Us);
      expect([...samples]).toEqual(values);
    }),
  );
});
