import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay, retry } from './retry.ts';
import { sleep, withDeadline } from './time.ts';

describe('backoffDelay', () => {
  it('doubles from the base up to the cap without jitter', () => {
    const delays = [1, 2, 3, 4, 5].map((n) => backoffDelay(n, { baseMs: 10, maxMs: 80, jitter: 0 }));
    expect(delays).toEqual([10, 20, 40, 80, 80]);
  });

  it('stays between (1 - jitter) of the full delay and the full delay', () => {
    const inputs = [fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true })] as const;
    fc.assert(
      fc.property(...inputs, fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, jitter, random) => {
        const full = backoffDelay(attempt, { jitter: 0 });
        const delay = backoffDelay(attempt, { jitter, random: () => random });
        expect(delay).toBeLessThanOrEqual(full);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full * (1 - jitter)));
      }),
    );
  });
});

describe('retry', () => {
  const quick = { baseMs: 1, maxMs: 2, deadlineMs: 2_000 };

  it('returns the first success', async () => {
    const work = async (attempt: number) => {
      if (attempt < 3) throw new Error(`try ${attempt}`);
      return attempt;
    };
    expect(await retry(work, quick)).toBe(3);
  });

  it('throws the last failure once the deadline is over', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw new Error(`try ${tries}`);
    };
    await expect(retry(work, { baseMs: 5, jitter: 0, deadlineMs: 12 })).rejects.toThrow(/^try [12]$/);
  });

  it('does not repeat what is final', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw new Error('final');
    };
    await expect(retry(work, { ...quick, retryIf: () => false })).rejects.toThrow('final');
    expect(tries).toBe(1);
  });

  it('stops at once when the signal fires', async () => {
    const stop = new AbortController();
    const work = async () => {
      stop.abort();
      throw new Error('again');
    };
    await expect(retry(work, { ...quick, signal: stop.signal })).rejects.toMatchObject({
      code: 'BASE_ABORTED',
    });
  });
});

describe('time', () => {
  it('sleep rejects when the signal fires before or during it', async () => {
    await expect(sleep(10_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'BASE_ABORTED' });
    const stop = new AbortController();
    const asleep = sleep(10_000, stop.signal);
    stop.abort();
    await expect(asleep).rejects.toMatchObject({ code: 'BASE_ABORTED' });
  });

  it('withDeadline names what was late, and lets results and failures through', async () => {
    await expect(withDeadline(new Promise(() => {}), 5, 'the answer')).rejects.toThrow('the answer did not');
    await expect(withDeadline(Promise.resolve(1), 1_000, 'x')).resolves.toBe(1);
    await expect(withDeadline(Promise.reject(new Error('own')), 1_000, 'x')).rejects.toThrow('own');
  });
});
