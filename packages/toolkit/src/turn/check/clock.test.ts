import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastExpiry } from '../credentials.ts';
import { measureSkew } from './clock.ts';

const now = 1_800_000_000;

/** A server that accepts what is not before its own time, and counts the questions. */
function serverAt(skew: number) {
  const state = { questions: 0 };
  const accepts = async (expiry: number) => {
    state.questions += 1;
    return expiry >= now + skew && expiry <= lastExpiry;
  };
  return { state, accepts };
}

test('any skew beyond the tolerance is found exactly, in a bounded number of questions', async () => {
  const skew = fc
    .integer({ min: -1_700_000_000, max: lastExpiry - now })
    .filter((value) => Math.abs(value) > 31);
  await fc.assert(
    fc.asyncProperty(skew, async (seconds) => {
      const { state, accepts } = serverAt(seconds);
      expect(await measureSkew(accepts, now, 30)).toEqual({ kind: 'skewed', seconds });
      expect(state.questions).toBeLessThan(70);
    }),
  );
});

test('a skew within the tolerance takes two questions', async () => {
  for (const skew of [-30, -1, 0, 1, 30]) {
    const { state, accepts } = serverAt(skew);
    expect(await measureSkew(accepts, now, 30)).toEqual({ kind: 'within' });
    expect(state.questions).toBe(2);
  }
});

test('a wrong secret, no check of the expiry and unclear answers are told apart', async () => {
  let questions = 0;
  const never = async () => {
    questions += 1;
    return false;
  };
  expect(await measureSkew(never, now, 30)).toEqual({ kind: 'never accepted' });
  expect(questions).toBe(2);
  expect(await measureSkew(async () => true, now, 30)).toEqual({ kind: 'unknown' });
  expect(await measureSkew(async () => undefined, now, 30)).toEqual({ kind: 'unknown' });
});
