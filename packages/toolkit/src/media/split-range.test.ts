import { expect, test } from 'vitest';
import { splitRange } from './split-range.ts';

test('ranges are split evenly', () => {
  expect(splitRange({ min: 20_000, max: 20_010 }, 2, 'x')).toEqual([
    { min: 20_000, max: 20_004 },
    { min: 20_005, max: 20_009 },
  ]);
  expect(() => splitRange({ min: 1, max: 3 }, 2, 'sfu.rtpPorts')).toThrow(/sfu\.rtpPorts: 1-3 has too few/);
});
