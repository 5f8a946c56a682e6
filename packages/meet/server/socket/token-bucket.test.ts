import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('allows a burst, then the rate', () => {
  let now = 0;
  const allowed = createTokenBucket({ perSecond: 10, burst: 3 }, () => now);
  expect([allowed(), allowed(), allowed(), allowed()]).toEqual([true, true, true, false]);
  now = 100;
  expect([allowed(), allowed()]).toEqual([true, false]);
  now = 60_000;
  expect([allowed(), allowed(), allowed(), allowed()]).toEqual([true, true, true, false]);
});
