import { signToken } from '@stoa/toolkit/config';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';
import { createMemoryStore } from './log/memory-store.ts';

const available = await hasRedis();
const secret = 'a secret that the application shares';
const lines: string[] = [];

describe.skipIf(!available)('one-time tickets over two backends', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const clients: MeetClient[] = [];
  const url = (backend: number) => backends[backend]?.urls[0] ?? '';
  const token = (own: Record<string, unknown> = {}) =>
    signToken(
      { room: 'board', exp: Date.now() / 1_000 + 60, context: { user: { id: 'u', name: 'Ann' } }, ...own },
      { secret },
    );

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(11_000, 11_999) });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({
        name,
        listen: plainListener(0),
        log: redis.log,
        access: { origins: ['https://portal.example.org'] },
        auth: { required: true, clockToleranceMs: 0, hmac: { secret, algorithms: ['HS256'] } },
      });
      const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
      backends.push(await startBackend(config, { logger, settings: { redisMs: 300, tickMs: 200 } }));
    }
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  const ask = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${url(0)}/api/v1/tickets`, { method: 'POST', headers, ...init });
  async function issue(bearer = token()): Promise<string> {
    const answer = (await (await ask({ authorization: `Bearer ${bearer}` })).json()) as { ticket: string };
    return answer.ticket;
  }
  async function hello(backend: number, ticket: string, room = 'board') {
    const client = await MeetClient.open(url(backend));
    clients.push(client);
    return client.ask({ type: 'hello', room, name: 'Given', ticket });
  }

  it('lets in once, on whichever backend, as the one whom the token named', async () => {
    const answer = await ask({ authorization: `Bearer ${token()}` });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { ticket, expiresInMs } = (await answer.json()) as { ticket: string; expiresInMs: number };
    expect(expiresInMs).toBe(30_000);
    const answers = await Promise.all([hello(1, ticket), hello(0, ticket), hello(1, ticket)]);
    expect(answers.map(({ type }) => type).sort()).toEqual(['error', 'error', 'welcome']);
    expect(answers.find(({ type }) => type === 'error')).toMatchObject({ code: 'auth-expired' });
    expect(clients.flatMap(({ view }) => view.participants.map(({ name }) => name))).toContain('Ann');
    expect(await hello(1, await issue(), 'other')).toMatchObject({ code: 'auth-failed' });
    expect(await hello(1, 'made-up')).toMatchObject({ code: 'auth-expired', retryable: false });
    expect(lines.join('')).not.toContain(ticket);
  });

  it('is given for good tokens only, in a header only', async () => {
    const refused = async (headers: Record<string, string>, init: RequestInit = {}) => {
      const answer = await ask(headers, init);
      const { error } = (await answer.json()) as { error: { code: string } };
      return [answer.status, error.code, answer.headers.get('www-authenticate')];
    };
    expect(await refused({})).toEqual([401, 'auth-required', 'Bearer']);
    expect(await refused({ authorization: 'Basic abc' })).toEqual([401, 'auth-required', 'Bearer']);
    expect(await refused({ authorization: 'Bearer abc' })).toEqual([401, 'auth-failed', 'Bearer']);
    const old = token({ exp: 1 });
    expect(await refused({ authorization: `Bearer ${old}` })).toEqual([401, 'auth-expired', 'Bearer']);
    const inBody = { body: JSON.stringify({ token: token() }) };
    expect(await refused({ 'content-type': 'application/json' }, inBody)).toEqual([
      401,
      'auth-required',
      'Bearer',
    ]);
    const bare = { 'content-type': 'application/json', authorization: `Bearer ${token()}` };
    expect((await ask(bare)).status).toBe(200);
    expect((await ask({}, { method: 'GET' })).status).toBe(404);
  });

  it('can be read by pages of allowed origins, and by no others', async () => {
    const authorization = `Bearer ${token()}`;
    const page = await ask({ authorization, origin: 'https://portal.example.org' });
    expect([page.status, page.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://portal.example.org',
    ]);
    const foreign = await ask({ authorization, origin: 'https://evil.example.org' });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const preflight = (origin: string) =>
      ask({ origin, 'access-control-request-method': 'POST' }, { method: 'OPTIONS' });
    const allowed = await preflight('https://portal.example.org');
    expect([allowed.status, allowed.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'authorization',
    ]);
    expect((await preflight('https://evil.example.org')).status).toBe(403);
  });

  it('waits where Redis is away: 503, and a code that says to try again', async () => {
    const ticket = await issue();
    await redis.kill();
    const answer = await ask({ authorization: `Bearer ${token()}` });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'log-unavailable', retryable: true } });
    expect(await hello(1, ticket)).toMatchObject({ code: 'log-unavailable', retryable: true });
    await redis.start();
    await expect.poll(() => hello(1, ticket)).toMatchObject({ type: 'welcome' });
  });
});

it('in memory a secret is good once and for its time, and their number is bounded', async () => {
  let now = 1_000;
  const { oneTime } = createMemoryStore(() => now);
  expect(await oneTime.keep('a', '1', 100)).toBe(true);
  expect(await oneTime.keep('a', '2', 100)).toBe(false);
  expect([await oneTime.take('a'), await oneTime.take('a')]).toEqual(['1', undefined]);
  await oneTime.keep('b', '1', 100);
  now += 100;
  expect(await oneTime.take('b')).toBeUndefined();
  for (let index = 0; index < 10_001; index += 1) await oneTime.keep(`k${index}`, '1', 60_000);
  expect([await oneTime.take('k0'), await oneTime.take('k10000')]).toEqual([undefined, '1']);
});
