import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackendProcesses, type BackendProcess } from './support/backend.ts';
import { waitFor } from './support/child.ts';
import { freePort } from './support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from './support/redis.ts';
import { quantile, Swarm } from './support/swarm.ts';

const people = 1_000;
/** Of four: a room without SFU holds no more. */
const rooms = 250;
const arrivalsPerSecond = 150;
/** Let through at once after a quiet time: see the backend's settings. */
const burst = 50;
const roomOf = (number: number) => `herd-${Math.floor(number / (people / rooms))}`;

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

describe.skipIf(!(await hasRedis()))('a thousand people who come back at once', () => {
  let redis: RedisServer;
  let backends: BackendProcess[];
  let swarm: Swarm;
  let places: (string | null)[];

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(15_000, 15_999) });
    const ports = [await freePort(15_000, 15_999), await freePort(15_000, 15_999)];
    const own = {
      log: redis.log,
      arrivalsPerSecond,
      // People of two hundred addresses.
      access: { trustedProxies: ['127.0.0.1'] },
      resumeGraceMs: 60_000,
    };
    backends = await startBackendProcesses(ports, own, { NODE_ENV: 'production' });
    const backendUrls = backends.map(({ url }) => url);
    swarm = new Swarm(people, backendUrls, roomOf);
    await swarm.join(60_000);
    places = swarm.sessions.map(({ state }) => state.get().me);
  }, 120_000);
  afterAll(async () => {
    await swarm?.leave();
    await Promise.all((backends ?? []).map((backend) => backend[Symbol.asyncDispose]()));
    await redis?.[Symbol.asyncDispose]();
  });

  const samePlaces = () => expect(swarm.sessions.map(({ state }) => state.get().me)).toEqual(places);

  it('stay connected while Redis restarts; rooms are read again at a pace, and nothing is lost', async () => {
    const before = swarm.attempts.length;
    await redis.kill();
    await waitFor('all are told', () => swarm.sessions.every(({ state }) => !state.get().logOk));
    swarm.sessions.forEach((session, number) => number % 4 === 0 && session.sendChat(`kept ${number}`));
    const back = performance.now();
    await redis.start();
    await waitFor('all are told', () => swarm.sessions.every(({ state }) => state.get().logOk), {
      ms: 30_000,
    });
    const said = (number: number) =>
      swarm.sessions[number]?.state
        .get()
        .view.chat.filter(({ text }) => text === `kept ${number - (number % 4)}`);
    await waitFor(
      'what was said meanwhile is there, for all of the room',
      () => swarm.sessions.every((_, number) => said(number)?.length === 1),
      { ms: 30_000 },
    );
    process.stdout.write(
      `Redis away and back: all in line ${Math.round(performance.now() - back)} ms after its start, ${swarm.attempts.length - before} reconnects\n`,
    );
    expect(swarm.attempts.length).toBe(before);
    samePlaces();
  });

  it('come back to the other backend when theirs is killed: paced, each to the own place, the others served', async () => {
    const [first, second] = backends;
    if (!first || !second) throw new Error('no backends');
    const stayed = swarm.sessions.filter(({ state }) => state.get().backend === 'meet-1');
    const stop = swarm.talk(stayed.slice(0, 50), 100);
    const calm = () => new Promise((resolve) => setTimeout(resolve, 2_000));
    await calm();
    const usual = swarm.trips.splice(0);
    const killed = performance.now();
    first.child.process.kill('SIGKILL');
    await waitFor('the loss is noticed', () => swarm.joined() <= stayed.length, { stepMs: 5 });
    await waitFor('everybody is back', () => swarm.joined() === people, { ms: 60_000, stepMs: 50 });
    const seconds = (performance.now() - killed) / 1_000;
    const lag = await metric(second.url, 'stoa_meet_nodejs_eventloop_lag_p99_seconds');
    await stop();
    const returned = swarm.welcomes.filter(({ at }) => at >= killed);
    const attempts = swarm.attempts.filter((at) => at >= killed).length;
    process.stdout.write(
      [
        `${returned.length} of ${people} came back in ${seconds.toFixed(1)} s with ${attempts} attempts`,
        `busiest second ${swarm.busiestSecond(killed)} (pace ${arrivalsPerSecond}, burst ${burst})`,
        `chat of the others: p99 ${quantile(swarm.trips, 0.99).toFixed(1)} ms, before ${quantile(usual, 0.99).toFixed(1)} ms`,
        `event loop p99 ${Math.round(lag * 1_000)} ms\n`,
      ].join('; '),
    );
    expect(returned.length).toBe(people - stayed.length);
    expect(returned.every(({ resumed }) => resumed)).toBe(true);
    // Whatever the machine does: a window may hold what was let in before it and told within it.
    expect(swarm.busiestSecond(killed)).toBeLessThanOrEqual(2 * (arrivalsPerSecond + burst));
    samePlaces();
    const everybody = () =>
      swarm.sessions.every(({ state }) => {
        const { participants } = state.get().view;
        return participants.length === people / rooms && participants.every((p) => p.connected);
      });
    await waitFor('nobody counts as away, nobody is there twice', everybody, { ms: 20_000 });
  });
});
