import type { ServerMessage } from '@stoa/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { goodMessages } from '../../../test/support/mutate-message.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const logger = pino({ level: 'silent' });
const resumeGraceMs = 60_000;

/**
 * What becomes of each message while Redis is away. Whatever is not here needs the log, or another backend, and is
 * refused as `log-unavailable`, to be sent again.
 */
const withoutLog: Readonly<Record<string, string>> = {
  ping: 'pong',
  'ice-servers': 'ice-servers',
  report: 'ack',
  'relay-moved': 'ack',
  // To somebody on the same backend.
  'ask-unmute': 'ack',
  signal: 'ack',
  // A room without SFU has no such media.
  publish: 'not-allowed',
  unpublish: 'not-allowed',
  answer: 'not-allowed',
  resubscribe: 'not-allowed',
  candidate: 'not-allowed',
  'leg-ready': 'not-allowed',
  quality: 'not-allowed',
  hello: 'already-joined',
};

function verdict(answer: ServerMessage): string {
  return answer.type === 'error' ? answer.code : answer.type;
}

describe.skipIf(!(await hasRedis()))('while Redis is away', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const open = (index: number) => MeetClient.open(backends[index]?.urls[0] ?? '');
  const clients: MeetClient[] = [];
  const join = async (index: number, room: string, name: string) => {
    const client = await open(index);
    clients.push(client);
    await client.join(room, name);
    return client;
  };

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(17_000, 17_999) });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({ name, listen: plainListener(0), log: redis.log, resumeGraceMs });
      const settings = { tickMs: 100, leaseMs: 5_000, redisMs: 300 };
      backends.push(await startBackend(config, { logger, settings }));
    }
  });
  afterAll(async () => {
    for (const client of clients) client.drop();
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  const away = async (...watchers: MeetClient[]) => {
    for (const client of watchers) client.received.length = 0;
    await redis.kill();
    await Promise.all(watchers.map((client) => client.next('log-state', (m) => !m.ok)));
  };
  const back = async (...watchers: MeetClient[]) => {
    await redis.start();
    await Promise.all(watchers.map((client) => client.next('log-state', (m) => m.ok)));
  };

  it('answers every message once: done without the log, or refused to be sent again; none is half done', async () => {
    const ann = await join(0, 'table', 'Ann');
    const cid = await join(0, 'table', 'Cid');
    const bob = await join(1, 'table', 'Bob');
    await expect.poll(() => ann.view.participants.length).toBe(3);
    await expect.poll(() => bob.view.version).toBe(ann.view.version);
    const before = bob.view;
    await away(ann, cid, bob);
    const target = cid.welcome?.participant ?? '';
    for (const [index, message] of goodMessages.entries()) {
      const type = String(message['type']);
      // What would change nothing needs no log: the opposite of how the room is.
      const about = Object.keys(message).flatMap((key) =>
        ['target', 'to', 'author'].includes(key) ? [[key, target]] : [],
      );
      const flags = ['locked', 'on'].filter((key) => key in message).map((key) => [key, true]);
      const secret = type === 'passcode' ? [['passcode', 'secret']] : [];
      const id = `away-${index}`;
      const sent = { ...message, ...Object.fromEntries([...about, ...flags, ...secret]), id };
      ann.sendRaw(JSON.stringify(sent));
      await expect.poll(() => ann.answers(id).length, { timeout: 5_000 }).toBeGreaterThan(0);
      const [answer] = ann.answers(id);
      if (!answer) throw new Error('no answer');
      expect(verdict(answer), type).toBe(withoutLog[type] ?? 'log-unavailable');
    }
    const heard = (type: string) => [cid, bob].map((c) => c.received.filter((m) => m.type === type).length);
    const sent = (type: string) => goodMessages.filter((message) => message['type'] === type).length;
    expect([heard('signal'), heard('unmute-asked')]).toEqual([
      [sent('signal'), 0],
      [sent('ask-unmute'), 0],
    ]);
    // Refused as a whole: it would come twice to those here if it were sent again.
    expect(heard('reaction')).toEqual([0, 0]);
    await back(ann, cid, bob);
    for (const index of goodMessages.keys()) expect(ann.answers(`away-${index}`)).toHaveLength(1);
    for (const client of [ann, cid, bob]) {
      await client.ask({ type: 'sync', version: 0 });
      expect(client.view).toEqual(before);
    }
    expect(await ann.ask({ type: 'chat', text: 'again' }, 'again')).toMatchObject({ type: 'ack' });
    await expect.poll(() => bob.view.chat.map(({ text }) => text)).toEqual(['again']);
  });

  it('refuses newcomers and those who come back with a code; they get in afterwards, to the same place', async () => {
    const ann = await join(0, 'doors', 'Ann');
    const { participant, resumeToken: token } = ann.welcome ?? { participant: '', resumeToken: '' };
    await away(ann);
    ann.drop();
    const again = await open(1);
    clients.push(again);
    const hello = { type: 'hello', room: 'doors', name: 'Ann' } as const;
    for (const resume of [{}, { resume: { token, version: 0 } }]) {
      const answer = await again.ask({ ...hello, ...resume });
      expect(answer).toMatchObject({ type: 'error', code: 'log-unavailable', retryable: true });
    }
    await redis.start();
    await expect
      .poll(() => again.ask({ ...hello, resume: { token, version: 0 } }), { timeout: 5_000 })
      .toMatchObject({ type: 'welcome', participant, resumed: true });
  });

  it('lets people leave and break off; nobody stays as a ghost once it is back', async () => {
    const ann = await join(0, 'ghosts', 'Ann');
    const leaver = await join(0, 'ghosts', 'Lea');
    const other = await join(1, 'ghosts', 'Oda');
    const dropper = await join(1, 'ghosts', 'Dan');
    await expect.poll(() => ann.view.participants.length).toBe(4);
    await away(ann, leaver, other, dropper);
    expect(await leaver.ask({ type: 'leave' })).toMatchObject({ type: 'ack' });
    await expect.poll(() => leaver.closed?.code).toBe(1000);
    // Gone before the answer is there.
    other.send({ type: 'leave' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.drop();
    dropper.drop();
    await back(ann);
    const seen = () => ann.view.participants.map(({ name, connected }) => [name, connected]);
    await expect.poll(seen, { timeout: 8_000 }).toEqual([
      ['Ann', true],
      ['Dan', false],
    ]);
  });
});
