import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaReport } from './_media-report.ts';
import { Reporter } from './_reporter.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

class Peer extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

test('reports every ten seconds; what came up and failed is counted once, also over a report that was not sent', async () => {
  const peer = new Peer();
  const reports: MediaReport[] = [];
  let works = false;
  const reporter = new Reporter({
    connections: () => [{ name: 'send', connection: peer as unknown as RTCPeerConnection }],
    stats: async () => [],
    send: async (report) => {
      if (!works) throw new Error('not connected');
      reports.push(report);
    },
  });
  reporter.start();
  await vi.advanceTimersByTimeAsync(1_000);
  peer.become('connected');
  peer.become('failed');
  peer.become('connected');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toEqual([]);
  works = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(reports.map(({ connected, failed }) => [connected, failed])).toEqual([
    [2, 1],
    [0, 0],
  ]);
  reporter.stop();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reports).toHaveLength(2);
});
