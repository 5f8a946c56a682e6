import type { ReportMessage } from '@stoa/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const available = await hasRedis();
if (!available && process.env['CI']) throw new Error('redis-server is not installed');

const report: Omit<ReportMessage, 'id'> = {
  type: 'report',
  path: 'direct',
  rttMs: 40,
  jitterMs: 5,
  lossIn: 0,
  bitrateIn: 1,
  bitrateOut: 1,
  connected: 0,
  failed: 0,
  firstFrameMs: null,
};

describe.skipIf(!available)('connection quality over two backends', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const clients: MeetClient[] = [];

  async function join(backend: number, room: string, name: string): Promise<MeetClient> {
    const client = await MeetClient.open(backends[backend]?.urls[0] ?? '');
    clients.push(client);
    await client.join(room, name);
    return client;
  }
  const levels = (client: MeetClient) =>
    client.received.flatMap((message) =>
      message.type === 'quality' ? [[message.participant, message.level]] : [],
    );

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(11_000, 11_999) });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({ name, listen: plainListener(0), log: redis.log });
      backends.push(await startBackend(config, { logger: pino({ level: 'silent' }) }));
    }
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  it('tells everybody of changes, and of nothing else', async () => {
    const ann = await join(0, 'quality', 'Ann');
    const bob = await join(1, 'quality', 'Bob');
    const cid = await join(0, 'quality', 'Cid');
    const id = bob.welcome?.participant;
    const send = async (change: { readonly lossIn?: number }) =>
      expect(await bob.ask({ ...report, ...change })).toMatchObject({ type: 'ack' });

    await send({});
    await send({ lossIn: 0.2 });
    await send({ lossIn: 0.2 });
    await send({});
    await send({});
    const expected = [
      [id, 'poor'],
      [id, 'good'],
    ];
    for (const client of [ann, bob, cid]) await expect.poll(() => levels(client)).toEqual(expected);
    // Nothing of it is in the log.
    expect(ann.view.version).toBe(bob.view.version);
    expect(ann.received.filter(({ type }) => type === 'quality')).toHaveLength(2);
  });

  it('says nothing to those who wait at the door', async () => {
    const ann = await join(0, 'door', 'Ann');
    await ann.ask({ type: 'waiting-room', on: true });
    const bob = await join(1, 'door', 'Bob');
    expect(await ann.ask({ ...report, failed: 1 })).toMatchObject({ type: 'ack' });
    await expect.poll(() => levels(ann)).toEqual([[ann.welcome?.participant, 'poor']]);
    expect(await bob.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    expect(levels(bob)).toEqual([]);
  });
});
