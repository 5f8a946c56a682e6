import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestError, RequestTable } from './_requests.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('an answer goes to the request it names, once', async () => {
  const table = new RequestTable();
  const first = table.open('a', 1_000, '{}');
  const second = table.open('b', 1_000, '{}');
  expect(table.settle({ type: 'ack', re: 'b', version: 3 })).toBe(true);
  expect(table.settle({ type: 'ack', re: 'b' })).toBe(false);
  expect(await second).toEqual({ type: 'ack', re: 'b', version: 3 });
  expect(table.settle({ type: 'pong', re: 'a' })).toBe(true);
  expect(await first).toEqual({ type: 'pong', re: 'a' });
});

test('an error answer rejects with its code', async () => {
  const table = new RequestTable();
  const request = table.open('a', 1_000, '{}');
  table.settle({ type: 'error', re: 'a', code: 'log-unavailable', message: 'later', retryable: true });
  await expect(request).rejects.toMatchObject({ code: 'log-unavailable', retryable: true });
});

test('messages without a request are not taken', () => {
  const table = new RequestTable();
  expect(table.settle({ type: 'media-lost', reason: 'x' })).toBe(false);
  expect(table.settle({ type: 'error', re: null, code: 'bad-message', message: '', retryable: false })).toBe(
    false,
  );
});

test('a request without answer ends at its deadline', async () => {
  const table = new RequestTable();
  const request = table.open('a', 1_000, '{}');
  const failed = request.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await failed).toMatchObject({ code: 'timeout' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a lost connection fails everything that waits', async () => {
  const table = new RequestTable();
  const requests = [table.open('a', 1_000, '{}'), table.open('b', 1_000, '{}')];
  const settled = Promise.allSettled(requests);
  table.failAll(new RequestError('connection-lost', 'gone', true));
  for (const result of await settled) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'connection-lost' } });
  }
  expect(vi.getTimerCount()).toBe(0);
});
