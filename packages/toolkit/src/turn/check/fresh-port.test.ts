import { expect, test } from 'vitest';
import { turnErrors } from '../turn-errors.ts';
import { onFreshPort } from './fresh-port.ts';

/** Fails `failures` times with a STUN code, then succeeds; counts its calls. */
function failing(failures: number, stunCode: number) {
  const state = { calls: 0 };
  const work = async () => {
    state.calls += 1;
    if (state.calls <= failures) {
      throw turnErrors.make('TURN_ALLOCATION_MISMATCH', 'taken', { details: { stunCode } });
    }
    return 'done';
  };
  return { state, work };
}

test('441 is tried again on another port, a few times', async () => {
  const twice = failing(2, 441);
  expect(await onFreshPort([441], twice.work)).toBe('done');
  expect(twice.state.calls).toBe(3);
  const always = failing(Infinity, 441);
  await expect(onFreshPort([441], always.work)).rejects.toMatchObject({ details: { stunCode: 441 } });
  expect(always.state.calls).toBe(4);
});

test('any other refusal is final', async () => {
  const once = failing(1, 437);
  await expect(onFreshPort([441], once.work)).rejects.toMatchObject({ details: { stunCode: 437 } });
  expect(once.state.calls).toBe(1);
});
