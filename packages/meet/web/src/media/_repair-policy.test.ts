import { expect, test } from 'vitest';
import { nextRepair } from './_repair-policy.ts';

test('nothing is done to what works or is over', () => {
  expect([nextRepair('connected', 0), nextRepair('closed', 0)]).toEqual([null, null]);
});

test('a wobble gets time, a failure does not', () => {
  expect(nextRepair('disconnected', 0)).toEqual({ action: 'ice-restart', afterMs: 1_500 });
  expect(nextRepair('failed', 0)).toEqual({ action: 'ice-restart', afterMs: 0 });
});

test('restarts that do not help lead to a new connection, with bounded pauses', () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 20].map((tries) => nextRepair('failed', tries));
  expect(steps.map((step) => step?.action)).toEqual([
    'ice-restart',
    'ice-restart',
    ...Array.from({ length: 6 }, () => 'rebuild'),
  ]);
  expect(steps.map((step) => step?.afterMs)).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('a connection that is never made is not waited for endlessly', () => {
  expect(nextRepair('connecting', 0)).toEqual({ action: 'ice-restart', afterMs: 12_000 });
  expect(nextRepair('new', 2)).toEqual({ action: 'rebuild', afterMs: 12_000 });
});
