import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const relay = (number: number) => ({
  name: `relay-${number}`,
  urls: [`turn:192.0.2.${number}:3478?transport=udp`],
  stunUrls: [`stun:192.0.2.${number}:3478`],
});
const turn = {
  secret: 'a-secret-of-the-relays',
  lifetimeMs: 600_000,
  urls: relay(0).urls,
  stunUrls: [],
  relays: [relay(0), relay(1)],
};
const hosts = (servers: readonly { urls: readonly string[] }[]) =>
  servers.flatMap(({ urls }) => urls).filter((url) => url.startsWith('turn:'));

describe.skipIf(!(await hasRedis()))('relays of a platform', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const start = async (name: string) => {
    const config = backendConfig({
      name,
      listen: plainListener(0),
      log: redis.log,
      turn,
      movesPerSecond: 10,
    });
    const settings = { tickMs: 100, leaseMs: 5_000, redisMs: 300 };
    const backend = await startBackend(config, { logger: pino({ level: 'silent' }), settings });
    backends.push(backend);
    return backend;
  };
  const open = (backend: Backend | undefined) => MeetClient.open(backend?.urls[0] ?? '');

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(19_000, 19_499) });
    await start('meet-0');
    await start('meet-1');
  });
  afterAll(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  it('all serve; one that is going is given to nobody, and everybody is told on every backend, at a pace', async () => {
    const [first, second] = backends;
    const clients = await Promise.all([first, second, first, second].map((one) => open(one)));
    const welcomes = await Promise.all(clients.map((client, n) => client.join(`relays-${n % 2}`, `P${n}`)));
    for (const { iceServers } of welcomes) expect(hosts(iceServers).length).toBe(2);
    await first?.relays.drain('relay-0', 5_000);
    const told = await Promise.all(clients.map((client) => client.next('relay-move')));
    for (const message of told) {
      expect(message).toMatchObject({ relay: 'relay-0' });
      expect(message.withinMs).toBeLessThanOrEqual(5_000);
      expect(hosts(message.iceServers)).toEqual(relay(1).urls);
    }
    expect(await first?.relays.progress('relay-0')).toMatchObject({ moved: 0, gone: 0 });
    for (const client of clients.slice(0, 3)) {
      expect(await client.ask({ type: 'relay-moved', relay: 'relay-0' })).toMatchObject({ type: 'ack' });
    }
    // Twice is once; of a relay that stays is nothing.
    await clients[0]?.ask({ type: 'relay-moved', relay: 'relay-0' });
    await clients[3]?.ask({ type: 'relay-moved', relay: 'relay-1' });
    clients[3]?.drop();
    const progress = () => second?.relays.progress('relay-0');
    await expect.poll(progress).toEqual({ told: 4, moved: 3, gone: 1 });
    const asked = await clients[0]?.ask({ type: 'ice-servers' });
    expect(asked?.type === 'ice-servers' && hosts(asked.iceServers)).toEqual(relay(1).urls);
    for (const client of clients) client.close();
  });

  it('a backend that starts meanwhile knows, and who comes to it is not sent to the one that is going', async () => {
    const third = await start('meet-2');
    const client = await open(third);
    expect(hosts((await client.join('relays-late', 'Late')).iceServers)).toEqual(relay(1).urls);
    client.close();
  });

  it('refuses to take the last one away, and one that there is not', async () => {
    const [first] = backends;
    await expect(first?.relays.drain('relay-1', 1_000)).rejects.toThrow('no relay to take the people');
    await expect(first?.relays.drain('relay-9', 1_000)).rejects.toThrow('there is no relay relay-9');
  });

  it('gives a relay that is only started anew out again by itself', async () => {
    const [first, second] = backends;
    await first?.relays.restore('relay-0');
    await first?.relays.drain('relay-0', 1_000, 1_500);
    const client = await open(second);
    await client.join('relays-anew', 'A');
    const given = async () => {
      const asked = await client.ask({ type: 'ice-servers' });
      return asked.type === 'ice-servers' ? hosts(asked.iceServers).length : 0;
    };
    await expect.poll(given).toBe(1);
    await expect.poll(given, { timeout: 10_000 }).toBe(2);
    client.close();
    await first?.relays.drain('relay-0', 1_000);
  });

  it('gives a relay that is back to newcomers, also after an outage of the log', async () => {
    const [first, second] = backends;
    const watcher = await open(first);
    await watcher.join('relays-watch', 'W');
    await redis.kill();
    await watcher.next('log-state', (m) => !m.ok);
    await expect(first?.relays.restore('relay-0')).rejects.toThrow('Redis cannot be reached');
    await redis.start();
    await watcher.next('log-state', (m) => m.ok);
    await first?.relays.restore('relay-0');
    const welcomed = async () => {
      const client = await open(second);
      const { iceServers } = await client.join('relays-back', 'B');
      await client.ask({ type: 'leave' });
      return hosts(iceServers).length;
    };
    await expect.poll(welcomed, { timeout: 5_000 }).toBe(2);
    watcher.close();
  });
});
