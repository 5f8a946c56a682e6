import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { startBackend, type Backend } from './index.ts';

const unlimited = { perSecond: 1e9, burst: 1e9 };
const settings = {
  tickMs: 100,
  leaseMs: 5_000,
  inFlight: 1e9,
  messageRate: unlimited,
  candidateRate: unlimited,
};

describe.skipIf(!(await hasRedis()))('mesh signals to somebody on the move', () => {
  let redis: RedisServer;
  const backends: Backend[] = [];
  const open = (index: number) => MeetClient.open(backends[index]?.urls[0] ?? '');

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(18_000, 18_999) });
    for (const name of ['meet-0', 'meet-1', 'meet-2']) {
      const config = backendConfig({ name, listen: plainListener(0), log: redis.log });
      backends.push(await startBackend(config, { settings, logger: pino({ level: 'silent' }) }));
    }
  });
  afterAll(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await redis[Symbol.asyncDispose]();
  });

  const signal = (to: string, number: number) =>
    ({ type: 'signal', to, data: { kind: 'description', type: 'offer', sdp: `v=${number}` } }) as const;
  /** Numbers of the signals, in the order of coming, over all connections of one person. */
  const heard = (connections: readonly MeetClient[]) =>
    connections.flatMap(({ received }) =>
      received.flatMap((m) =>
        m.type === 'signal' && m.data.kind === 'description' ? [Number(m.data.sdp.slice(2))] : [],
      ),
    );
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

  it.each([
    ['the same', 1],
    ['a third', 2],
  ])('wait while the connection is broken, and come in order on %s backend', async (_name, next) => {
    const room = `broken-${next}`;
    const [ann, bob] = [await open(0), await open(1)];
    await ann.join(room, 'Ann');
    const { participant: to, resumeToken: token } = await bob.join(room, 'Bob');
    const connected = () => ann.view.participants.find((p) => p.id === to)?.connected;
    await expect.poll(connected).toBe(true);
    bob.drop();
    await expect.poll(connected).toBe(false);
    for (const number of numbers(20))
      expect(await ann.ask(signal(to, number))).toMatchObject({ type: 'ack' });
    const again = await open(next);
    await again.join(room, 'Bob', { token, version: 0 });
    await expect.poll(() => heard([again]), { timeout: 5_000 }).toEqual(numbers(20));
    // More than is held for one person is refused, not lost without a word.
    again.drop();
    await expect.poll(connected).toBe(false);
    const answers = await Promise.all(numbers(100).map((number) => ann.ask(signal(to, number))));
    expect(answers.filter(({ type }) => type === 'ack').length).toBe(64);
    expect(answers.filter((a) => a.type === 'error' && a.code === 'no-such-participant').length).toBe(36);
    ann.close();
  });

  it('all arrive, each once, while somebody moves from backend to backend again and again', async () => {
    const [ann, bob] = [await open(0), await open(1)];
    await ann.join('moving', 'Ann');
    const { participant: to, resumeToken: token } = await bob.join('moving', 'Bob');
    await expect.poll(() => ann.view.participants.length).toBe(2);
    const connections = [bob];
    let sent = 0;
    const state = { over: false };
    const sending = (async () => {
      while (!state.over) {
        expect(await ann.ask(signal(to, sent++))).toMatchObject({ type: 'ack' });
      }
    })();
    for (let move = 0; move < 20; move += 1) {
      const next = await open((move + 2) % 3);
      connections.push(next);
      // Both stand until the backends have said which one counts.
      await next.join('moving', 'Bob', { token, version: 0 });
      await expect.poll(() => connections.at(-2)?.closed?.code).toBe(4409);
    }
    state.over = true;
    await sending;
    await expect.poll(() => heard(connections).length, { timeout: 8_000 }).toBe(sent);
    expect(heard(connections).toSorted((a, b) => a - b)).toEqual(numbers(sent));
    process.stdout.write(`${sent} signals over 20 moves, each once\n`);
    ann.close();
    connections.at(-1)?.close();
  });
});
