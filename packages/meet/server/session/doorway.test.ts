import { StoaError } from '@stoa/toolkit/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Doorway } from './doorway.ts';

describe('the doorway', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const pace = { perSecond: 100, burst: 5, waitMs: 200 };
  const open = (random = () => 0.5) => new Doorway(pace, () => Date.now(), random);

  /** Arrivals that report here how it went. */
  function arrive(doorway: Doorway, log: string[], name: string, isReturning = false): void {
    doorway.pass(isReturning).then(
      () => log.push(name),
      (error: unknown) => {
        if (!(error instanceof StoaError)) throw error;
        log.push([name, 'refused', error.details['code'], error.details['retryAfterMs']].join(' '));
      },
    );
  }
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

  it('lets a burst through at once, and the others at the pace, in order', async () => {
    const doorway = open();
    const log: string[] = [];
    for (const name of names(12, 'n')) arrive(doorway, log, name);
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toEqual(names(5, 'n'));
    await vi.advanceTimersByTimeAsync(30);
    expect(log).toEqual(names(8, 'n'));
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(names(12, 'n'));
    expect(doorway.waiting).toBe(0);
  });

  it('lets those who come back go first', async () => {
    const doorway = open();
    const log: string[] = [];
    for (const name of [...names(5, 'burst'), 'new0', 'new1']) arrive(doorway, log, name);
    for (const name of ['back0', 'back1']) arrive(doorway, log, name, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(log.slice(5)).toEqual(['back0', 'back1', 'new0', 'new1']);
  });

  it('keeps the queue bounded, half of it free of new people, and says when to come again', async () => {
    const doorway = open();
    const log: string[] = [];
    for (const name of names(5 + 10 + 1, 'n')) arrive(doorway, log, name);
    for (const name of names(10 + 1, 'b')) arrive(doorway, log, name, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(doorway.waiting).toBe(20);
    // 10 waited: 100 ms; 20 waited: 200 ms.
    expect(log.slice(5)).toEqual(['n15 refused too-many 100', 'b10 refused too-many 200']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log.length).toBe(5 + 2 + 20);
    expect(doorway.waiting).toBe(0);
  });

  it('tells everybody another time', () => {
    const times = [0, 0.25, 0.999].map(async (random) => {
      const doorway = new Doorway(
        { perSecond: 100, burst: 0, waitMs: 10 },
        () => 0,
        () => random,
      );
      void doorway.pass(true);
      return doorway.pass(true).catch((error: StoaError) => error.details['retryAfterMs']);
    });
    return expect(Promise.all(times)).resolves.toEqual([5, 8, 15]);
  });

  it('never lets more through in a second than pace and burst, however many come', async () => {
    const doorway = open();
    const log: string[] = [];
    for (let ms = 0; ms < 3_000; ms += 10) {
      for (const name of ['a', 'b', 'c']) arrive(doorway, log, name, true);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(log.filter((line) => !line.includes('refused')).length).toBeLessThanOrEqual(3 * 100 + 5);
    expect(log.filter((line) => !line.includes('refused')).length).toBeGreaterThanOrEqual(3 * 100);
  });
});
