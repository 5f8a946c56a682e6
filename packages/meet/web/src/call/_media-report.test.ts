import { clientMessageSchema } from '@stoa/protocol';
import { expect, test } from 'vitest';
import type { ConnectionStats, StreamStats } from '../media/index.ts';
import { baseOf, mediaReport } from './_media-report.ts';

const stream: StreamStats = {
  mid: '0',
  kind: 'video',
  packets: 900,
  lost: 100,
  bytes: 125_000,
  frames: 30,
  width: 640,
  height: 360,
  jitterMs: 7,
};

function connection(own: Partial<ConnectionStats> = {}): ConnectionStats {
  return {
    name: 'receive',
    state: 'connected',
    path: null,
    received: [stream],
    sent: [],
    lossIn: 0.1,
    ...own,
  };
}
const path = {
  kind: 'direct',
  protocol: 'udp',
  rttMs: 12,
  localType: 'host',
  remoteType: 'host',
  relayUrl: null,
} as const;
const none = { connected: 0, failed: 0, firstFrameMs: null };

test('a report tells what happened since the last one, and fits the protocol', () => {
  const stats = [
    connection({ path }),
    connection({
      path: { ...path, kind: 'relay', rttMs: 40 },
      received: [],
      sent: [{ ...stream, bytes: 250_000 }],
    }),
  ];
  const counts = { connected: 2, failed: 1, firstFrameMs: 800 };
  const report = mediaReport(stats, baseOf([], 1_000), baseOf(stats, 11_000), counts);
  expect(report).toEqual({
    type: 'report',
    path: 'relay',
    rttMs: 40,
    jitterMs: 7,
    lossIn: 0.1,
    bitrateIn: 100_000,
    bitrateOut: 200_000,
    ...counts,
  });
  expect(clientMessageSchema.safeParse({ ...report, id: 'r' }).success).toBe(true);
});

test('without media, and after a connection was made anew, nothing is made up', () => {
  const nothing = mediaReport([], baseOf([], 0), baseOf([], 10_000), none);
  expect(nothing).toMatchObject({ path: null, rttMs: null, jitterMs: null, lossIn: null, bitrateIn: 0 });
  const anew = [connection({ received: [{ ...stream, packets: 1, lost: -3, bytes: 10 }] })];
  const report = mediaReport(anew, baseOf([connection()], 0), baseOf(anew, 10_000), none);
  expect(report).toMatchObject({ bitrateIn: null, lossIn: null });
  expect(clientMessageSchema.safeParse({ ...report, id: 'r' }).success).toBe(true);
});
