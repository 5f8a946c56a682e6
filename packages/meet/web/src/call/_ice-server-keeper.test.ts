import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestError } from '../session/index.ts';
import { IceServerKeeper } from './_ice-server-keeper.ts';
import type { IceServerList } from './_ice-server-keeper.ts';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function list(username: string, expireAt: number | null): IceServerList {
  return { iceServers: [{ urls: ['turn:turn.example.org'], username, credential: 'x' }], expireAt };
}

test('credentials are renewed before they expire, again and again', async () => {
  let asked = 0;
  const changed = vi.fn<() => void>();
  const keeper = new IceServerKeeper(async () => {
    asked += 1;
    return list(`user-${asked}`, Date.now() + 600_000);
  }, changed);
  keeper.use(list('user-0', 600_000));
  await vi.advanceTimersByTimeAsync(479_000);
  expect(asked).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(keeper.servers[0]?.username).toBe('user-1');
  await vi.advanceTimersByTimeAsync(480_000);
  expect(keeper.servers[0]?.username).toBe('user-2');
  expect(changed).toHaveBeenCalledTimes(3);
  keeper.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('a refusal is tried again, a lost connection waits for the next welcome', async () => {
  const errors = [new RequestError('too-many', '', true), new RequestError('connection-lost', '', true)];
  let asked = 0;
  const keeper = new IceServerKeeper(
    () => {
      asked += 1;
      return Promise.reject(errors.shift() ?? new Error('asked too often'));
    },
    () => undefined,
  );
  keeper.use(list('user-0', 100_000));
  await vi.advanceTimersByTimeAsync(80_000);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(2);
  expect(keeper.servers[0]?.username).toBe('user-0');
});

test('servers that do not expire need no timer', () => {
  const keeper = new IceServerKeeper(
    () => Promise.reject(new Error('not to be asked')),
    () => undefined,
  );
  keeper.use(list('user-0', null));
  expect(vi.getTimerCount()).toBe(0);
});
