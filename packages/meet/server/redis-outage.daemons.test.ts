import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener, startBackendProcess } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const available = await hasRedis();
if (!available && process.env['CI']) throw new Error('redis-server is not installed');

const quick = { tickMs: 200, leaseMs: 600, redisMs: 300 };

describe.skipIf(!available)('rooms in Redis', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const url = (index: number) => backends[index]?.urls[0] ?? '';
  let rooms = 0;
  const newRoom = () => `outage-${(rooms += 1)}`;

  const chats = (client: MeetClient) => client.view.chat.map((message) => message.text);

  /** Sends a chat again and again with the same id until it is stored, as a client does. */
  async function say(client: MeetClient, text: string): Promise<number> {
    for (let attempt = 1; attempt < 100; attempt += 1) {
      const answer = await client.ask({ type: 'chat', text }, text);
      if (answer.type === 'ack') return attempt;
      if (answer.type !== 'error' || !answer.retryable) throw new Error(JSON.stringify(answer));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${text} was never stored`);
  }

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(10_000, 10_999) });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({ name, listen: plainListener(0), log: redis.log, resumeGraceMs: 3_000 });
      backends.push(await startBackend(config, { settings: quick }));
    }
  });
  afterAll(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  it('shares a room between backends, in one order', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    const texts = Array.from({ length: 20 }, (_, n) => `m${n}`);
    await Promise.all(texts.map((text, n) => (n % 2 === 0 ? a : b).ask({ type: 'chat', text }, `id-${n}`)));
    await expect.poll(() => a.view.version === b.view.version && chats(a).length).toBe(20);
    expect(chats(b)).toEqual(chats(a));
    expect(new Set(chats(a))).toEqual(new Set(texts));
    expect(a.gaps + b.gaps).toBe(0);
    a.close();
    b.close();
  });

  it('refuses quickly while Redis is away, tells so, and loses and doubles nothing', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    const sent: Promise<number>[] = [];
    const sayTen = async (start: number) => {
      for (let n = start; n < start + 10; n += 1) {
        sent.push(say(n % 2 === 0 ? a : b, `c${n}`));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await sayTen(0);
    const killed = redis.kill();
    await sayTen(10);
    await killed;
    await Promise.all([a.next('log-state', (m) => !m.ok), b.next('log-state', (m) => !m.ok)]);
    const started = performance.now();
    const answer = await a.ask({ type: 'media', audio: true, video: true });
    expect(answer).toMatchObject({ type: 'error', code: 'log-unavailable', retryable: true });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect((await fetch(`${url(0)}/health/ready`)).status).toBe(503);
    await redis.start();
    await sayTen(20);
    const attempts = await Promise.all(sent);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    await expect.poll(() => chats(a).length, { timeout: 5_000 }).toBe(30);
    await expect.poll(() => chats(b), { timeout: 5_000 }).toEqual(chats(a));
    expect(new Set(chats(a)).size).toBe(30);
    expect((await fetch(`${url(0)}/health/ready`)).status).toBe(200);
    a.close();
    b.close();
  });

  it('puts rooms back when Redis comes back empty', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    const ann = await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    await a.ask({ type: 'chat', text: 'before' });
    await expect.poll(() => chats(b)).toEqual(['before']);
    await redis.kill();
    await a.next('log-state', (m) => !m.ok);
    await redis.start({ empty: true });
    await Promise.all([a, b].map((c) => c.next('log-state', (m) => m.ok)));
    await say(b, 'after');
    await expect.poll(() => chats(a), { timeout: 5_000 }).toEqual(['before', 'after']);
    await expect.poll(() => chats(b)).toEqual(['before', 'after']);
    expect(b.view.participants.map((p) => p.name)).toEqual(['Ann', 'Bob']);
    // Resume tokens were kept too, and work on the other backend.
    a.drop();
    const again = await MeetClient.open(url(1));
    const back = await again.join(room, 'Ann', { token: ann.resumeToken, version: a.view.version });
    expect(back).toMatchObject({ participant: ann.participant, generation: 2, resumed: true });
    again.close();
    b.close();
  });

  it('finds out what became of an append when Redis hangs, and stores it once', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    redis.freeze();
    const sending = say(a, 'slowly');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    redis.thaw();
    await sending;
    await expect.poll(() => chats(b), { timeout: 5_000 }).toEqual(['slowly']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(chats(a)).toEqual(['slowly']);
    a.close();
    b.close();
  });

  it('resumes on the other backend with the missed events; the older connection is told', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    const ann = await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    await b.ask({ type: 'chat', text: 'one' });
    await expect.poll(() => chats(a)).toEqual(['one']);
    const { version } = a.view;
    await b.ask({ type: 'chat', text: 'two' });
    const c = await MeetClient.open(url(1));
    const welcome = await c.join(room, 'Ann', { token: ann.resumeToken, version });
    expect(welcome).toMatchObject({ resumed: true, generation: 2, sync: { kind: 'events', from: version } });
    await a.next('bye', (m) => m.code === 'replaced');
    await expect.poll(() => a.closed?.code).toBe(4409);
    // The stale disconnect takes nobody out.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(b.view.participants.find((p) => p.id === ann.participant)).toMatchObject({
      connected: true,
      generation: 2,
    });
    c.close();
    b.close();
  });

  it('marks people of a dead backend as disconnected, and gives their places up after the grace', async () => {
    const room = newRoom();
    const config = backendConfig({
      name: 'meet-9',
      listen: plainListener(0),
      log: redis.log,
      resumeGraceMs: 1_000,
    });
    const doomed = await startBackend(config, { settings: quick });
    const [a, b] = [await MeetClient.open(doomed.urls[0] ?? ''), await MeetClient.open(url(1))];
    await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    await doomed.close();
    expect(a.closed?.code).toBe(1001);
    await expect.poll(() => b.view.participants[0]?.connected, { timeout: 5_000 }).toBe(false);
    await expect.poll(() => b.view.participants.length, { timeout: 8_000 }).toBe(1);
    b.close();
  });

  it('says that it lives when others took it for dead while its connections stood', async () => {
    const room = newRoom();
    const port = await freePort(12_000, 12_999);
    const config = backendConfig({ name: 'meet-8', listen: plainListener(port), log: redis.log });
    await using frozen = await startBackendProcess(config);
    const [a, b] = [await MeetClient.open(frozen.url), await MeetClient.open(url(1))];
    const ann = await a.join(room, 'Ann');
    await b.join(room, 'Bob');
    const seen = () => b.view.participants.find((p) => p.id === ann.participant);
    frozen.child.process.kill('SIGSTOP');
    await expect.poll(() => seen()?.connected, { timeout: 8_000 }).toBe(false);
    frozen.child.process.kill('SIGCONT');
    await expect.poll(() => seen(), { timeout: 5_000 }).toMatchObject({ connected: true, generation: 2 });
    expect(a.closed).toBeUndefined();
    expect(await a.ask({ type: 'chat', text: 'still here' })).toMatchObject({ type: 'ack' });
    a.close();
    b.close();
  });

  it('carries mesh signals between backends', async () => {
    const room = newRoom();
    const [a, b] = [await MeetClient.open(url(0)), await MeetClient.open(url(1))];
    const ann = await a.join(room, 'Ann');
    const bob = await b.join(room, 'Bob');
    expect(ann.mode).toBe('mesh');
    await expect.poll(() => a.view.participants.length).toBe(2);
    const data = { kind: 'description', type: 'offer', sdp: 'v=0' } as const;
    expect(await a.ask({ type: 'signal', to: bob.participant, data })).toMatchObject({ type: 'ack' });
    expect(await b.next('signal')).toMatchObject({ from: ann.participant, data });
    a.close();
    b.close();
  });
});
