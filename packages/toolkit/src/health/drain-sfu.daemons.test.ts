import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { drainSfu } from './drain-sfu.ts';

type Reply = readonly [status: number, body: object];

let stop = () => {};
afterEach(() => stop());

/** An admin API that gives the replies of a list, the last one for ever; what it was asked is kept. */
async function scripted(replies: readonly Reply[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    const [status, body] = replies[Math.min(asked.length, replies.length - 1)] ?? [500, {}];
    asked.push(`${method} ${url} ${headers.authorization}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => server.close();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const refused = (code: string): object => ({ error: { code, message: `because of ${code}` } });
const drain = (url: string, timeoutMs = 10_000) =>
  drainSfu({ url, sfu: 'janus-1', token: 'secret', timeoutMs });

it('starts the drain and follows it to its end', async () => {
  const { url, asked } = await scripted([
    [202, { state: 'running' }],
    [200, { state: 'running' }],
    [200, { state: 'drained' }],
  ]);
  await drain(url);
  const path = '/admin/v1/sfus/janus-1/drain Bearer secret';
  expect(asked).toEqual([`POST ${path}`, `GET ${path}`, `GET ${path}`]);
});

it('follows one that is under way already', async () => {
  const { url, asked } = await scripted([
    [409, refused('MEET_DRAIN_RUNNING')],
    [200, { state: 'drained' }],
  ]);
  await drain(url);
  expect(asked).toHaveLength(2);
});

it('has nothing to do where no SFU could take rooms, and none are left', async () => {
  const { url, asked } = await scripted([
    [409, refused('MEET_SFU_NO_ROOM')],
    [200, { sfus: [{ name: 'janus-1', rooms: 0 }] }],
  ]);
  await drain(url);
  expect(asked).toHaveLength(2);
});

it('tries again until the time is up, and says what was in the way', async () => {
  const round: Reply[] = [
    [409, refused('MEET_SFU_NO_ROOM')],
    [200, { sfus: [{ name: 'janus-1', rooms: 2 }] }],
  ];
  // The last round may begin just before the end.
  const { url, asked } = await scripted([...round, ...round, ...round]);
  await expect(drain(url, 1_500)).rejects.toThrow('janus-1 still has rooms: because of MEET_SFU_NO_ROOM');
  expect(asked.length).toBeGreaterThanOrEqual(4);
});

it.each([
  [401, 'unauthorized'],
  [404, 'MEET_SFU_UNKNOWN'],
])('gives up at once on %i', async (status, code) => {
  const { url, asked } = await scripted([[status, refused(code)]]);
  await expect(drain(url)).rejects.toThrow(`because of ${code}`);
  expect(asked).toHaveLength(1);
});
