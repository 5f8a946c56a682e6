import { clientMessageSchema } from '@stoa/protocol';
import { expect, it } from 'vitest';
import { reportOf, type Reportable } from './report.ts';

const candidate = { type: 'host', protocol: 'udp', address: '127.0.0.1', port: 9 };
const pair = {
  local: { ...candidate, relayProtocol: null, relayServer: null },
  remote: candidate,
  rttMs: 1.5,
};
function stats(own: Partial<Reportable>): Reportable {
  return { welcomeMs: 100, connections: [], streams: [], ...own };
}

it('tells the whole call in one report that fits the protocol', () => {
  const relayed = { ...pair, local: { ...pair.local, relayProtocol: 'tls' }, rttMs: 20 };
  const report = reportOf(
    stats({
      connections: [
        { role: 'publish', peer: null, state: 'connected', pair },
        { role: 'subscribe', peer: null, state: 'failed', pair: relayed },
      ],
      streams: [
        { kind: 'video', firstMs: 450, packets: 90, lost: 10, jitterMs: 3 },
        { kind: 'audio', firstMs: 400, packets: 100, lost: 0, jitterMs: 2 },
      ],
    }),
  );
  expect(report).toMatchObject({
    path: 'relay',
    rttMs: 20,
    jitterMs: 3,
    lossIn: 0.05,
    connected: 1,
    failed: 1,
    firstFrameMs: 350,
  });
  expect(clientMessageSchema.safeParse({ ...report, id: 'r' }).success).toBe(true);
});

it('makes nothing up for someone who heard nothing', () => {
  const report = reportOf(stats({}));
  expect(report).toMatchObject({ path: null, rttMs: null, lossIn: null, connected: 0, firstFrameMs: null });
  expect(clientMessageSchema.safeParse({ ...report, id: 'r' }).success).toBe(true);
});
