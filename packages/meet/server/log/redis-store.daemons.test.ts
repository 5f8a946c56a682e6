import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../../test/support/redis.ts';
import { defaultSettings } from '../settings.ts';
import { describeStore } from './_contract.ts';
import { openRedisStore } from './redis-store.ts';
import type { Store } from './room-log.ts';

const available = await hasRedis();
if (!available && process.env['CI']) throw new Error('redis-server is not installed');

const event = { type: 'placed', at: 1, sfu: null } as const;

describe.skipIf(!available)('Redis', () => {
  let redis: RedisServer;
  const stores: Store[] = [];
  const open = async (backend = 'meet-0') => {
    const settings = { ...defaultSettings, redisMs: 300 };
    const store = await openRedisStore({ config: redis.log, backend, settings });
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(10_000, 10_999) });
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await redis[Symbol.asyncDispose]();
  });

  describeStore('redis', open);

  it('carries messages from backend to backend', async () => {
    const [one, two] = [await open('bus-1'), await open('bus-2')];
    const heard: string[] = [];
    two.bus.onMessage((text) => void heard.push(text));
    await expect
      .poll(async () => {
        await one.bus.send('bus-2', 'hello');
        return heard.length;
      })
      .toBeGreaterThan(0);
    expect(heard[0]).toBe('hello');
  });

  it('knows who lives: leases run out, and can be given back', async () => {
    const store = await open('lease-1');
    expect(await store.leases.dead(['lease-1', 'nobody'])).toEqual(['lease-1', 'nobody']);
    await store.leases.renew();
    expect(await store.leases.dead(['lease-1', 'nobody'])).toEqual(['nobody']);
    await store.leases.drop();
    expect(await store.leases.dead(['lease-1'])).toEqual(['lease-1']);
  });

  it('is unavailable within its deadline when Redis is killed, and comes back by itself', async () => {
    const store = await open();
    const changes: boolean[] = [];
    store.onAvailable((ok) => void changes.push(ok));
    const { version } = await store.log.append('outage', 0, [event]);
    await redis.kill();
    const started = performance.now();
    await expect(store.log.append('outage', version, [event])).rejects.toMatchObject({
      code: 'MEET_LOG_UNAVAILABLE',
    });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(store.available).toBe(false);
    await redis.start();
    await expect.poll(() => store.available, { timeout: 5_000 }).toBe(true);
    expect(changes).toEqual([false, true]);
    expect(await store.log.append('outage', version, [event])).toMatchObject({ ok: true });
  });

  it('is unavailable when Redis hangs, and an append that was late is found by reading', async () => {
    const store = await open();
    const { version } = await store.log.append('frozen', 0, [event]);
    redis.freeze();
    await expect(store.log.append('frozen', version, [event])).rejects.toMatchObject({
      code: 'MEET_LOG_UNAVAILABLE',
    });
    expect(store.available).toBe(false);
    redis.thaw();
    await expect.poll(() => store.available, { timeout: 5_000 }).toBe(true);
    const read = await store.log.read('frozen', version);
    expect(read).toMatchObject({ kind: 'events', batch: { version: version + 1, events: [event] } });
  });

  it('starts without Redis and uses it once it is there', async () => {
    const port = await freePort(10_000, 10_999);
    const config = { ...redis.log, port };
    const store = await openRedisStore({
      config,
      backend: 'early',
      settings: { ...defaultSettings, redisMs: 300 },
    });
    stores.push(store);
    expect(store.available).toBe(false);
    await expect(store.log.read('x', 0)).rejects.toMatchObject({ code: 'MEET_LOG_UNAVAILABLE' });
    await using late = await startRedis({ port });
    await expect.poll(() => store.available, { timeout: 5_000 }).toBe(true);
    expect(await store.log.read('x', 0)).toEqual({ kind: 'none' });
    expect(late.port).toBe(port);
  });

  it('refuses a wrong password as unavailable, without a crash', async () => {
    const config = { ...redis.log, password: 'wrong-password' };
    const settings = { ...defaultSettings, redisMs: 300 };
    const store = await openRedisStore({ config, backend: 'stranger', settings });
    stores.push(store);
    expect(store.available).toBe(false);
  });

  it('never makes a room’s keys live for ever', async () => {
    const store = await open();
    await store.log.append('mortal', 0, [event]);
    await store.log.compact('mortal', (await store.log.heads(['mortal']))[0] ?? 0, '{}');
    await store.log.release('mortal');
    const { createClient } = await import('@redis/client');
    const client = await createClient({
      socket: { host: redis.host, port: redis.port },
      password: redis.log.password,
    }).connect();
    for await (const keys of client.scanIterator({ MATCH: 'stoa-test:room:*' })) {
      for (const key of keys) expect(await client.pTTL(key)).toBeGreaterThan(0);
    }
    expect(await client.pTTL('stoa-test:room:{mortal}:head')).toBeLessThanOrEqual(60_000);
    client.destroy();
  });
});
