import { expect, it, vi } from 'vitest';
import { statsOf } from './_stats-of.ts';

const report: RTCStatsReport = new Map([['a', { type: 'candidate-pair' }]]);

it('gives what the connection reports', async () => {
  expect(await statsOf({ signalingState: 'stable', getStats: async () => report })).toBe(report);
});

it('does not ask a connection that is closed', async () => {
  const getStats = vi.fn<() => Promise<RTCStatsReport>>(async () => report);
  expect(await statsOf({ signalingState: 'closed', getStats })).toBeUndefined();
  expect(getStats).not.toHaveBeenCalled();
});

it('does not wait for ever for one that is closed meanwhile', async () => {
  vi.useFakeTimers();
  try {
    const answer = statsOf({ signalingState: 'stable', getStats: () => new Promise(() => {}) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
