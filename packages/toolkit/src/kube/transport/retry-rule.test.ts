import { expect, it } from 'vitest';
import { nextTryIn, retryAfterMs, type Outcome, type TryFacts } from './retry-rule.ts';

const facts: TryFacts = { repeatable: false, attempt: 1, elapsedMs: 0, patienceMs: 20_000, chance: 0 };
const answer = (status: number, retryAfter?: string): Outcome => ({ type: 'answer', status, retryAfter });
const failed = (code: string): Outcome => ({ type: 'failure', code });

it.each([
  [answer(429, '3'), false, 3_000],
  [answer(429), false, 100],
  [answer(503), false, undefined],
  [answer(503), true, 100],
  [answer(500), true, undefined],
  [answer(500, '1'), true, 1_000],
  [answer(500, '1'), false, undefined],
  [answer(409), true, undefined],
  [answer(422), true, undefined],
  [failed('ECONNREFUSED'), false, 100],
  [failed('ECONNRESET'), false, undefined],
  [failed('ECONNRESET'), true, 100],
  [failed('CERT_HAS_EXPIRED'), true, undefined],
] as const)('%j, repeatable %s: %s', (outcome, repeatable, wait) => {
  expect(nextTryIn(outcome, { ...facts, repeatable })).toBe(wait);
});

it('waits longer from try to try, up to 4 s', () => {
  const waits = [1, 2, 3, 7].map((attempt) => nextTryIn(failed('ECONNREFUSED'), { ...facts, attempt }));
  expect(waits).toEqual([100, 200, 400, 4_000]);
});

it('ends with its patience, also when the server asks for longer', () => {
  expect(nextTryIn(answer(429, '3'), { ...facts, elapsedMs: 17_500 })).toBeUndefined();
});

it('reads seconds only', () => {
  expect(retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT')).toBeUndefined();
  expect(retryAfterMs('0')).toBe(0);
});
