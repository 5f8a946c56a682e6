import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callErrors } from '../probe-errors.ts';
import { comeBack } from './_come-back.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refused = (details: Record<string, unknown>) =>
  callErrors.make('CALL_JOIN_FAILED', 'joining was refused', { details });

it('goes round the backends, and waits as long as one has asked for', async () => {
  const tried: { url: string; at: number }[] = [];
  const start = Date.now();
  const coming = comeBack(
    ['a', 'b'],
    async (url) => {
      tried.push({ url, at: Date.now() - start });
      if (tried.length === 1) throw refused({ retryAfterMs: 700 });
      if (tried.length === 2) throw refused({});
      return `welcome at ${url}`;
    },
    { forMs: 10_000, over: () => false },
  );
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await coming).toBe('welcome at a');
  expect(tried.map(({ url }) => url)).toEqual(['a', 'b', 'a']);
  expect(tried[1]?.at).toBeGreaterThanOrEqual(700);
});

it('ends at a refusal that is final, and when nobody wants to come back', async () => {
  const lost = callErrors.make('CALL_SESSION_LOST', 'gone', { details: { retryAfterMs: 5_000 } });
  const once = vi.fn<() => Promise<string>>(async () => Promise.reject(lost));
  await expect(comeBack(['a'], once, { forMs: 10_000, over: () => false })).rejects.toBe(lost);
  const never = vi.fn<() => Promise<string>>(async () => Promise.reject(refused({})));
  await expect(comeBack(['a'], never, { forMs: 10_000, over: () => true })).rejects.toThrow('refused');
  expect([once, never].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});
