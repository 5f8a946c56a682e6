import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const quick = { tickMs: 100, leaseMs: 600 };
const logger = pino({ level: 'silent' });

describe.skipIf(!(await hasRedis()))('limits of a backend', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const open = (index: number) => MeetClient.open(backends[index]?.urls[0] ?? '');
  const hello = (client: MeetClient, room: string) => client.ask({ type: 'hello', room, name: 'Ann' });

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(13_000, 13_999) });
    for (const [name, maxRooms] of [
      ['meet-0', 2],
      ['meet-1', 50],
    ] as const) {
      const config = backendConfig({
        name,
        maxRooms,
        listen: plainListener(0),
        log: redis.log,
        resumeGraceMs: 5_000,
        room: {
          maxParticipants: 10,
          chatHistory: 10,
          chatHistoryBytes: 5_000,
          hostGraceMs: 500,
          waitingRoom: true,
        },
      });
      backends.push(await startBackend(config, { settings: quick, logger }));
    }
  });
  afterAll(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  it('refuses one room more with a code; rooms that exist can be joined, and places come back', async () => {
    const full = [await open(0), await open(0)];
    for (const [index, client] of full.entries()) await client.join(`full-${index}`, 'Ann');
    const more = await open(0);
    expect(await hello(more, 'full-more')).toMatchObject({ type: 'error', code: 'rooms-full' });
    // All at once: not one slips through.
    const answers = await Promise.all([1, 2, 3].map(async (n) => hello(await open(0), `full-at-once-${n}`)));
    for (const answer of answers) expect(answer).toMatchObject({ code: 'rooms-full' });
    const elsewhere = await open(1);
    const { resumeToken: token } = await elsewhere.join('full-elsewhere', 'Ann');
    const visitor = await open(0);
    expect(await hello(visitor, 'full-elsewhere')).toMatchObject({ type: 'welcome' });
    const back = await open(0);
    expect(await back.join('full-elsewhere', 'Ann', { token, version: 0 })).toMatchObject({ resumed: true });
    expect(await hello(more, 'full-0')).toMatchObject({ type: 'welcome' });
    // A room that ended makes place for another.
    for (const client of [full[1], visitor, back]) await client?.ask({ type: 'leave' });
    const next = await open(0);
    await expect.poll(() => hello(next, 'full-next'), { timeout: 5_000 }).toMatchObject({ type: 'welcome' });
  });

  it('gives the room to somebody who is there when the host stays away, and begins with the waiting room', async () => {
    const [ann, bob] = [await open(1), await open(1)];
    const { participant: annId } = await ann.join('grace', 'Ann');
    const { participant: bobId } = await bob.join('grace', 'Bob');
    const role = (id: string) => bob.view.participants.find((p) => p.id === id)?.role;
    expect(role(bobId)).toBe('waiting');
    await ann.ask({ type: 'admit', target: bobId });
    await bob.next('admitted');
    await bob.ask({ type: 'sync', version: 0 });
    ann.drop();
    await expect.poll(() => [role(annId), role(bobId)], { timeout: 5_000 }).toEqual(['cohost', 'host']);
    bob.close();
  });

  it('keeps no more of the chat than its bytes, for those who come later', async () => {
    const ann = await open(1);
    await ann.join('bytes', 'Ann');
    await ann.ask({ type: 'waiting-room', on: false });
    for (const [index, letter] of ['ä', 'b', 'c'].entries()) {
      await ann.ask({ type: 'chat', text: letter.repeat(2_400) }, `c${index}`);
    }
    const bob = await open(1);
    await bob.join('bytes', 'Bob');
    expect(bob.view.chat.map(({ id }) => id)).toEqual(['c1', 'c2']);
    ann.close();
    bob.close();
  });
});
