import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Repairer } from './_repairer.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function repairer() {
  const done: string[] = [];
  return { done, watch: new Repairer((action) => done.push(action)) };
}

test('a wobble that passes is left alone', async () => {
  const { done, watch } = repairer();
  watch.observe('disconnected');
  await vi.advanceTimersByTimeAsync(1_000);
  watch.observe('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual([]);
});

test('what stays broken is restarted twice, then rebuilt, for as long as it takes', async () => {
  const { done, watch } = repairer();
  watch.observe('failed');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(done.slice(0, 4)).toEqual(['ice-restart', 'ice-restart', 'rebuild', 'rebuild']);
  expect(done.length).toBeLessThan(10);
});

test('success starts the schedule anew', async () => {
  const { done, watch } = repairer();
  for (let times = 0; times < 3; times += 1) {
    watch.observe('disconnected');
    await vi.advanceTimersByTimeAsync(1_500);
    watch.observe('connected');
  }
  expect(done).toEqual(['ice-restart', 'ice-restart', 'ice-restart']);
});

test('a repair that could not be asked for counts as a try', async () => {
  const { done, watch } = repairer();
  watch.failed();
  await vi.advanceTimersByTimeAsync(500);
  expect(done).toEqual(['ice-restart']);
  watch.failed();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(done).toEqual(['ice-restart', 'rebuild']);
});

test('pauses grow although every try makes a new connection, until one works', async () => {
  const at: number[] = [];
  const watch = new Repairer(() => {
    at.push(Date.now());
    watch.renew('new');
    watch.failed();
  });
  watch.observe('failed');
  await vi.advanceTimersByTimeAsync(60_000);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(pauses.slice(0, 3)).toEqual([1_000, 4_000, 8_000]);
  expect(at.length).toBeLessThan(12);
  watch.renew('connected');
  watch.observe('disconnected');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(at.length).toBeLessThan(14);
});

test('while the backend is away nothing is done; afterwards the schedule starts anew', async () => {
  const { done, watch } = repairer();
  watch.observe('failed');
  watch.pause();
  watch.observe('failed');
  watch.failed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual([]);
  watch.resume('failed');
  await vi.advanceTimersByTimeAsync(500);
  expect(done).toEqual(['ice-restart', 'ice-restart']);
  watch.pause();
  watch.resume('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toHaveLength(2);
});
