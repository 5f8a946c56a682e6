import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RelayMover, type RelayMove } from './_relay-mover.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const move: RelayMove = {
  type: 'relay-move',
  relay: 'relay-0',
  iceServers: [{ urls: ['turn:192.0.2.2:3478'] }],
  expireAt: null,
  withinMs: 2_000,
};

/** A connection whose path is of the generation that `fragment` says, with a description of the newest one. */
function connectionOn(path: { fragment: string }) {
  const pair = { type: 'candidate-pair', localCandidateId: 'L', nominated: true, state: 'succeeded' };
  const getStats = async () =>
    new Map<string, unknown>([
      ['P', pair],
      ['L', { type: 'local-candidate', usernameFragment: path.fragment }],
    ]);
  const localDescription = { sdp: 'a=ice-ufrag:new1' };
  return {
    name: 'send',
    connection: { connectionState: 'connected', localDescription, getStats } as unknown as RTCPeerConnection,
  };
}

function mover(paths: { fragment: string }[], confirm: (relay: string) => Promise<unknown>) {
  const did: string[] = [];
  const deps = {
    use: () => void did.push('use'),
    restartIce: () => void did.push('restart'),
    connections: () => paths.map(connectionOn),
    confirm: async (relay: string) => {
      did.push(`confirm ${relay}`);
      return confirm(relay);
    },
  };
  return { relayMover: new RelayMover(deps), did };
}

test('takes the new servers, restarts, and confirms once when every path is new', async () => {
  const paths = [{ fragment: 'new1' }, { fragment: 'old1' }];
  const { relayMover, did } = mover(paths, async () => undefined);
  relayMover.move(move);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(did).toEqual(['use', 'restart']);
  for (const path of paths) path.fragment = 'new1';
  await vi.advanceTimersByTimeAsync(5_000);
  expect(did).toEqual(['use', 'restart', 'confirm relay-0']);
});

test('tells again when the backend could not be told', async () => {
  let tries = 0;
  const { relayMover, did } = mover([{ fragment: 'new1' }], async () => {
    tries += 1;
    if (tries === 1) throw new Error('not connected');
  });
  relayMover.move(move);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(did.filter((what) => what.startsWith('confirm')).length).toBe(2);
});

test('gives up when the relay is gone, and when the call ends', async () => {
  const paths = [{ fragment: 'old1' }];
  const { relayMover, did } = mover(paths, async () => undefined);
  relayMover.move(move);
  await vi.advanceTimersByTimeAsync(3_000);
  for (const path of paths) path.fragment = 'new1';
  await vi.advanceTimersByTimeAsync(3_000);
  relayMover.move(move);
  relayMover.stop();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(did).toEqual(['use', 'restart', 'use', 'restart']);
});
