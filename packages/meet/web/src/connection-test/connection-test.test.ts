import { expect, test } from 'vitest';
import { AskError } from './ask.ts';
import { ConnectionTest } from './connection-test.ts';
import type { OpenLoop, TestParts } from './connection-test.ts';

const relay = {
  urls: ['turn:t.example.org?transport=udp', 'turns:t.example.org'],
  username: 'u',
  credential: 'c',
};
const stun = { urls: ['stun:t.example.org'] };

/** A loop that tells whether it was closed. */
function loop(rtt: number, bitrate: number | null) {
  const made = { closed: false, rtt: async () => rtt, bandwidth: async () => bitrate, close() {} };
  made.close = () => {
    made.closed = true;
  };
  return made satisfies OpenLoop;
}

function parts(own: Partial<TestParts> = {}): TestParts {
  return {
    ask: async () => [stun, relay],
    stun: async () => ({ types: new Set(['host', 'srflx']), errors: [], complete: true }),
    relay: async () => 'unreachable',
    ...own,
  };
}

test('tells each way, and the bandwidth of the best relay', async () => {
  const udp = loop(12, 4e6);
  const tls = loop(30, 1e6);
  const relayed = async ({ iceServers = [] }: RTCConfiguration) =>
    String(iceServers[0]?.urls).startsWith('turns') ? tls : udp;
  const connection = new ConnectionTest(parts({ relay: relayed }));
  await connection.run();
  expect(connection.state.get()).toEqual({
    phase: 'done',
    failure: null,
    rows: {
      stun: { state: 'ok', rttMs: null },
      udp: { state: 'ok', rttMs: 12 },
      tcp: { state: 'not-offered' },
      tls: { state: 'ok', rttMs: 30 },
    },
    bandwidth: { way: 'udp', bitrate: 4e6 },
  });
  expect([udp.closed, tls.closed]).toEqual([true, true]);
});

test('measures over the next way when the best is blocked', async () => {
  const tls = loop(30, 1e6);
  const relayed = async ({ iceServers = [] }: RTCConfiguration) =>
    String(iceServers[0]?.urls).startsWith('turns') ? tls : ('refused' as const);
  const connection = new ConnectionTest(parts({ relay: relayed }));
  await connection.run();
  expect(connection.state.get().rows.udp).toEqual({ state: 'blocked', reason: 'refused' });
  expect(connection.state.get().bandwidth).toEqual({ way: 'tls', bitrate: 1e6 });
});

test('with everything blocked there is no bandwidth, and the test still ends', async () => {
  const nothing = async () => ({ types: new Set<string>(), errors: [701], complete: true });
  const connection = new ConnectionTest(parts({ stun: nothing }));
  await connection.run();
  expect(connection.state.get()).toMatchObject({
    phase: 'done',
    bandwidth: null,
    rows: { stun: { state: 'blocked' }, udp: { state: 'blocked' }, tcp: { state: 'not-offered' } },
  });
});

test.each([
  [new AskError('too-many'), 'too-many'],
  [new Error('odd'), 'unreachable'],
])('says why there was nothing to test with: %o', async (error, failure) => {
  const ask = async () => {
    throw error;
  };
  const connection = new ConnectionTest(parts({ ask }));
  await connection.run();
  expect(connection.state.get()).toMatchObject({ phase: 'failed', failure });
});

test('a run that was stopped changes nothing any more, and leaves no loop open', async () => {
  const late = loop(1, 1e6);
  const { promise, resolve } = Promise.withResolvers<OpenLoop>();
  const connection = new ConnectionTest(parts({ relay: () => promise }));
  const running = connection.run();
  await Promise.resolve();
  connection.stop();
  const before = connection.state.get();
  resolve(late);
  await running;
  expect(connection.state.get()).toBe(before);
  expect(late.closed).toBe(true);
});
