import { expect, test } from 'vitest';
import { askServers } from './ask.ts';

const answering = (status: number, body: string) => async () => new Response(body, { status });

test('gives the ICE servers of the answer', async () => {
  const iceServers = [{ urls: ['turn:t.example.org'], username: 'u', credential: 'c' }];
  const fetcher = answering(200, JSON.stringify({ iceServers, expireAt: 1 }));
  expect(await askServers(fetcher)).toEqual(iceServers);
});

test.each([
  [429, '{}', 'too-many'],
  [403, '{}', 'not-allowed'],
  [401, '{}', 'not-allowed'],
  [404, '{"error":"not found"}', 'unreachable'],
  [500, 'oops', 'unreachable'],
  [200, 'oops', 'unreachable'],
  [200, '{"iceServers":7}', 'unreachable'],
])('%i with %s is %s', async (status, body, reason) => {
  await expect(askServers(answering(status, body))).rejects.toMatchObject({ reason });
});

test('no network is unreachable', async () => {
  await expect(askServers(() => Promise.reject(new TypeError('x')))).rejects.toMatchObject({
    reason: 'unreachable',
  });
});

test('brings the token of whoever has one', async () => {
  const sent: (string | null)[] = [];
  const fetcher: typeof fetch = async (_url, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return Response.json({ iceServers: [] });
  };
  await askServers(fetcher);
  await askServers(fetcher, 'eyJ');
  expect(sent).toEqual([null, 'Bearer eyJ']);
});
