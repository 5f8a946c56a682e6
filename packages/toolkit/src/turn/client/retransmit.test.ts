import { expect, test } from 'vitest';
import { requestSchedule } from './retransmit.ts';

test('the example of RFC 8489 §6.2.1: sent at 0, 500, … 31500, failed at 39500 ms', () => {
  expect(requestSchedule(false)).toEqual({
    repeatAt: [500, 1_500, 3_500, 7_500, 15_500, 31_500],
    giveUpAt: 39_500,
  });
});

test('over a stream nothing is repeated', () => {
  expect(requestSchedule(true)).toEqual({ repeatAt: [], giveUpAt: 39_500 });
  expect(requestSchedule(true, { limitMs: 100 }).giveUpAt).toBe(100);
});

test('the limit cuts repetitions that could not be answered any more', () => {
  expect(requestSchedule(false, { rtoMs: 250, limitMs: 2_000 })).toEqual({
    repeatAt: [250, 750, 1_750],
    giveUpAt: 2_000,
  });
  expect(requestSchedule(false, { maxSends: 1, lastWaitFactor: 2 })).toEqual({
    repeatAt: [],
    giveUpAt: 1_000,
  });
});
