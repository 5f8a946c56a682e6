import type { ServerMessage } from '@stoa/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const available = await hasRedis();
if (!available && process.env['CI']) throw new Error('redis-server is not installed');

const quick = { tickMs: 200, leaseMs: 600, redisMs: 300 };
const turn = { secret: 'a secret of the test', urls: ['turn:192.0.2.1'], stunUrls: [], lifetimeMs: 60_000 };

interface Person {
  readonly client: MeetClient;
  readonly id: string;
}

describe.skipIf(!available)('moderation over two backends', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const clients: MeetClient[] = [];
  let rooms = 0;
  const newRoom = () => `order-${(rooms += 1)}`;

  async function open(backend: number): Promise<MeetClient> {
    const client = await MeetClient.open(backends[backend]?.urls[0] ?? '');
    clients.push(client);
    return client;
  }

  async function join(backend: number, room: string, name: string): Promise<Person> {
    const client = await open(backend);
    return { client, id: (await client.join(room, name)).participant };
  }

  const roleIn = (viewer: Person, id: string) =>
    viewer.client.view.participants.find((p) => p.id === id)?.role;
  const everything = ({ client }: Person) => JSON.stringify(client.received);

  async function granted(answer: Promise<ServerMessage>): Promise<void> {
    expect(await answer).toMatchObject({ type: 'ack' });
  }

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(11_000, 11_999) });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({
        name,
        listen: plainListener(0),
        log: redis.log,
        resumeGraceMs: 500,
        turn,
      });
      backends.push(await startBackend(config, { settings: quick, logger: pino({ level: 'silent' }) }));
    }
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  it('makes one of those who come first at once the host', async () => {
    const room = newRoom();
    const people = await Promise.all([join(0, room, 'A'), join(1, room, 'B'), join(0, room, 'C')]);
    for (const { client } of people) {
      await expect.poll(() => client.view.participants.length).toBe(3);
      expect(client.view.participants.filter((p) => p.role === 'host')).toHaveLength(1);
    }
  });

  it('keeps who waits in the dark until they are let in, from the other backend', async () => {
    const room = newRoom();
    const ann = await join(0, room, 'Ann');
    await granted(ann.client.ask({ type: 'waiting-room', on: true }));
    await granted(ann.client.ask({ type: 'chat', text: 'before you came' }));
    const bob = await join(1, room, 'Bob');
    expect(bob.client.welcome).toMatchObject({ iceServers: [], iceServersExpireAt: null });
    expect(bob.client.view).toMatchObject({ chat: [], participants: [{ id: bob.id, role: 'waiting' }] });
    for (const ask of [
      { type: 'chat', text: 'hello?' },
      { type: 'ice-servers' },
      { type: 'hand', raised: true },
      { type: 'reaction', reaction: 'clap' },
      { type: 'admit', target: bob.id },
      { type: 'signal', to: ann.id, data: { kind: 'candidate', candidate: null } },
      { type: 'publish', sdp: 'v=0' },
    ] as const) {
      expect(await bob.client.ask(ask), ask.type).toMatchObject({ type: 'error', code: 'not-allowed' });
    }
    await granted(ann.client.ask({ type: 'chat', text: 'while you waited' }));
    await granted(ann.client.ask({ type: 'reaction', reaction: 'clap' }));
    const { version } = ann.client.view;
    await expect.poll(() => bob.client.view.version).toBe(version);
    await bob.client.ask({ type: 'sync', version: 1 });
    expect(everything(bob)).not.toContain(ann.id);
    expect(everything(bob)).not.toContain('you');
    await expect.poll(() => roleIn(ann, bob.id)).toBe('waiting');
    await granted(ann.client.ask({ type: 'admit', target: bob.id }));
    const admitted = await bob.client.next('admitted');
    expect(admitted.iceServers).toHaveLength(1);
    if (admitted.sync.kind !== 'snapshot') throw new Error('a snapshot was due');
    expect(admitted.sync.view.chat.map((m) => m.text)).toEqual(['before you came', 'while you waited']);
    // The client that overlooks `admitted` finds the gap and asks.
    await granted(ann.client.ask({ type: 'chat', text: 'welcome' }));
    await expect.poll(() => bob.client.view.chat.length).toBe(3);
    expect(bob.client.view).toEqual(ann.client.view);
    await granted(bob.client.ask({ type: 'chat', text: 'thanks' }));
  });

  it('ends the meeting for all when the host says so, and tells everybody', async () => {
    const room = newRoom();
    const ann = await join(0, room, 'Ann');
    const cid = await join(1, room, 'Cid');
    await granted(ann.client.ask({ type: 'waiting-room', on: true }));
    const bob = await join(1, room, 'Bob');
    expect(await cid.client.ask({ type: 'end-room' })).toMatchObject({ code: 'not-allowed' });
    await granted(ann.client.ask({ type: 'end-room' }));
    expect(await ann.client.next('bye')).toMatchObject({ code: 'left' });
    for (const { client } of [bob, cid]) {
      expect(await client.next('bye')).toMatchObject({ code: 'ended' });
      await expect.poll(() => client.closed?.code).toBe(1_000);
    }
    // Whoever comes next finds an empty room.
    const dan = await join(1, room, 'Dan');
    expect(dan.client.view.participants.map((p) => [p.id, p.role])).toEqual([[dan.id, 'host']]);
  });

  it('lowers hands from the other backend', async () => {
    const room = newRoom();
    const ann = await join(0, room, 'Ann');
    const cid = await join(1, room, 'Cid');
    await granted(cid.client.ask({ type: 'hand', raised: true }));
    await expect.poll(() => ann.client.view.hands).toEqual([cid.id]);
    await granted(ann.client.ask({ type: 'hand', raised: false, target: cid.id }));
    await expect.poll(() => cid.client.view.hands).toEqual([]);
    const lowered = await cid.client.next('events', (m) =>
      m.events.some((event) => event.type === 'hand' && event.by === ann.id),
    );
    expect(lowered.events).toHaveLength(1);
    expect(await cid.client.ask({ type: 'hand', raised: true, target: ann.id })).toMatchObject({
      code: 'not-allowed',
    });
  });

  it('lets the denied and the kicked read why, and the others not', async () => {
    const room = newRoom();
    const ann = await join(0, room, 'Ann');
    const cid = await join(1, room, 'Cid');
    await granted(ann.client.ask({ type: 'waiting-room', on: true }));
    const bob = await join(1, room, 'Bob');
    expect(await cid.client.ask({ type: 'deny', target: bob.id })).toMatchObject({ code: 'not-allowed' });
    await granted(ann.client.ask({ type: 'deny', target: bob.id, message: 'come back at noon' }));
    expect(await bob.client.next('bye')).toMatchObject({ code: 'denied', message: 'come back at noon' });
    await expect.poll(() => bob.client.closed?.code).toBe(4403);
    expect(await cid.client.ask({ type: 'kick', target: ann.id })).toMatchObject({ code: 'not-allowed' });
    await granted(ann.client.ask({ type: 'kick', target: cid.id }));
    expect(await cid.client.next('bye')).toMatchObject({ code: 'kicked' });
    await expect.poll(() => ann.client.view.participants.map((p) => p.id)).toEqual([ann.id]);
    expect(everything(cid)).not.toContain('noon');
    // A place that was taken away does not come back by its token.
    const again = await open(0);
    const resume = { token: cid.client.welcome?.resumeToken ?? '', version: 1 };
    expect(await again.ask({ type: 'hello', room, name: 'Cid', resume })).toMatchObject({
      code: 'resume-refused',
    });
  });

  it('delivers private messages to their two people only, also on sync and resume', async () => {
    const room = newRoom();
    const [ann, bob, cid] = [
      await join(0, room, 'Ann'),
      await join(1, room, 'Bob'),
      await join(1, room, 'Cid'),
    ];
    const { version } = cid.client.view;
    await granted(ann.client.ask({ type: 'chat', text: 'secret one', to: bob.id }, 'm1'));
    await granted(ann.client.ask({ type: 'chat', text: 'open one' }, 'm2'));
    expect(await ann.client.ask({ type: 'chat', text: 'x', to: 'p12345678' })).toMatchObject({
      code: 'no-such-participant',
    });
    await expect.poll(() => bob.client.view.chat).toMatchObject([{ text: 'secret one', to: bob.id }, {}]);
    await expect.poll(() => cid.client.view.chat.map((m) => m.text)).toEqual(['open one']);
    expect(cid.client.gaps).toBe(0);
    for (const from of [0, version]) await cid.client.ask({ type: 'sync', version: from });
    const token = cid.client.welcome?.resumeToken ?? '';
    cid.client.drop();
    const back = await open(0);
    await back.join(room, 'Cid', { token, version });
    const dan = await join(0, room, 'Dan');
    // Nobody deletes what they cannot see, and a deletion is no message to third parties either.
    const wanted = { type: 'chat-delete', author: ann.id, message: 'm1' } as const;
    expect(await dan.client.ask(wanted)).toMatchObject({ code: 'no-such-message' });
    await granted(ann.client.ask(wanted));
    await expect.poll(() => bob.client.view.chat.map((m) => m.text)).toEqual(['open one']);
    await expect.poll(() => dan.client.view.version).toBe(bob.client.view.version);
    for (const third of [cid, dan, { client: back, id: cid.id }]) {
      expect(everything(third)).toContain('open one');
      expect(everything(third)).not.toMatch(/secret|"m1"/);
    }
  });

  it('carries hands, reactions, muting and requests to unmute', async () => {
    const room = newRoom();
    const [ann, bob, cid] = [
      await join(0, room, 'Ann'),
      await join(1, room, 'Bob'),
      await join(0, room, 'Cid'),
    ];
    await granted(cid.client.ask({ type: 'hand', raised: true }));
    await granted(bob.client.ask({ type: 'hand', raised: true }));
    await expect.poll(() => ann.client.view.hands).toEqual([cid.id, bob.id]);
    await granted(bob.client.ask({ type: 'reaction', reaction: 'heart' }));
    for (const { client } of [ann, cid]) {
      expect(await client.next('reaction')).toMatchObject({ from: bob.id, reaction: 'heart' });
    }
    await granted(bob.client.ask({ type: 'media', audio: true, video: true }));
    await granted(cid.client.ask({ type: 'media', audio: true, video: false }));
    expect(await bob.client.ask({ type: 'mute-all' })).toMatchObject({ code: 'not-allowed' });
    await granted(ann.client.ask({ type: 'mute-all' }));
    await expect.poll(() => bob.client.view.participants.some((p) => p.audio)).toBe(false);
    await granted(ann.client.ask({ type: 'ask-unmute', target: bob.id }));
    expect(await bob.client.next('unmute-asked')).toMatchObject({ by: ann.id });
    expect(everything(cid)).not.toContain('unmute-asked');
  });

  it('keeps newcomers out by lock and passcode, and people who come back not', async () => {
    const room = newRoom();
    const ann = await join(0, room, 'Ann');
    await granted(ann.client.ask({ type: 'passcode', passcode: 'correct horse' }));
    const ask = async (passcode?: string) =>
      (await open(1)).ask({ type: 'hello', room, name: 'Bob', ...(passcode ? { passcode } : {}) });
    expect(await ask()).toMatchObject({ code: 'passcode-required' });
    expect(await ask('battery')).toMatchObject({ code: 'passcode-wrong' });
    const bob = await ask('correct horse');
    expect(bob).toMatchObject({ type: 'welcome' });
    expect(JSON.stringify(bob)).not.toMatch(/salt|hash/);
    await granted(ann.client.ask({ type: 'lock', locked: true }));
    expect(await ask('correct horse')).toMatchObject({ code: 'room-locked' });
    const token = ann.client.welcome?.resumeToken ?? '';
    const back = await open(1);
    await back.join(room, 'Ann', { token, version: 0 });
    expect(back.view.participants.find((p) => p.id === ann.id)?.role).toBe('host');
    expect(back.view.settings).toEqual({ locked: true, waitingRoom: false, passcode: true });
  });

  it('passes the room on: by hand, and when the host goes or does not come back', async () => {
    const room = newRoom();
    const [ann, bob, cid] = [
      await join(0, room, 'Ann'),
      await join(1, room, 'Bob'),
      await join(0, room, 'Cid'),
    ];
    await granted(ann.client.ask({ type: 'set-role', target: cid.id, role: 'cohost' }));
    expect(await cid.client.ask({ type: 'set-role', target: cid.id, role: 'host' })).toMatchObject({
      code: 'not-allowed',
    });
    await granted(ann.client.ask({ type: 'set-role', target: bob.id, role: 'host' }));
    await expect
      .poll(() => cid.client.view.participants.map((p) => p.role))
      .toEqual(['cohost', 'host', 'cohost']);
    bob.client.drop();
    await expect.poll(() => roleIn(cid, ann.id), { timeout: 5_000 }).toBe('host');
    await granted(ann.client.ask({ type: 'leave' }));
    await expect.poll(() => roleIn(cid, cid.id)).toBe('host');
  });
});
