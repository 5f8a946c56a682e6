import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { capabilities, roles } from '@stoa/protocol';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis } from '../../../test/support/redis.ts';
import { RoomWalk, type Verdicts } from '../../../test/support/room-walk.ts';
import { walk, type Step } from '../../../test/support/walk-steps.ts';
import { patience } from '../../../test/support/walk-talk.ts';
import { startBackend } from './index.ts';
import { defaultSettings } from './settings.ts';

/** Sequences of commands, of 23 to 47 each; `STOA_FUZZ_RUNS=10000` for a long run, `STOA_FUZZ_SEED` for another one. */
const sequences = Number(process.env['STOA_FUZZ_RUNS'] ?? 320);
const seed = Number(process.env['STOA_FUZZ_SEED'] ?? 20_261_121);
/** Rooms that are walked in at once. */
const rooms = 8;

const unlimited = { perSecond: 1e9, burst: 1e9 };
const settings = {
  messageRate: unlimited,
  candidateRate: unlimited,
  reportRate: unlimited,
  refusedInRow: 1e9,
  arrivals: unlimited,
  budgets: {
    ...defaultSettings.budgets,
    addressConnections: unlimited,
    addressHellos: unlimited,
    addressPasscodes: unlimited,
    roomPasscodes: { ...defaultSettings.budgets.roomPasscodes, free: 1e9 },
  },
  inFlight: 1e9,
  tickMs: 200,
  // A machine that stands still for a moment is not an outage.
  helloMs: patience,
  pingMs: patience,
  leaseMs: patience,
  redisMs: patience,
  commandMs: patience,
};

/** Bytes of heap in use, after a collection. */
function heap(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

it.skipIf(!(await hasRedis()))(
  'keeps its promises over random commands of many people on two backends, and does not grow',
  async () => {
    await using redis = await startRedis({ port: await freePort(14_000, 14_999) });
    const logger = pino({ level: 'silent' });
    const open = (name: string) =>
      startBackend(
        backendConfig({
          name,
          listen: plainListener(0),
          log: redis.log,
          resumeGraceMs: 3_000,
          room: { maxParticipants: 5, chatHistory: 20 },
        }),
        { logger, settings: { ...settings, meshParticipants: 5 } },
      );
    const backends = [await open('meet-0'), await open('meet-1')];
    const urls = backends.map((backend) => backend.urls[0] ?? '');
    const verdicts: Verdicts = new Map();
    const count = { rooms: 0, steps: 0 };
    const playOne = async (steps: readonly Step[]) => {
      const one = new RoomWalk(`walk-${(count.rooms += 1)}`, urls, verdicts);
      count.steps += steps.length;
      await one.play(steps).finally(() => one.stop());
    };
    const play = (runs: number, from: number) =>
      fc.assert(
        fc.asyncProperty(fc.array(walk, { minLength: rooms, maxLength: rooms }), async (walks) => {
          await Promise.all(walks.map(playOne));
        }),
        { numRuns: Math.ceil(runs / rooms), seed: seed + from, endOnFailure: true },
      );
    const started = performance.now();
    await play(sequences * 0.2, 0);
    const before = heap();
    await play(sequences * 0.8, 1);
    const seconds = (performance.now() - started) / 1_000;
    const grown = heap() - before;
    const missing = Object.keys(capabilities)
      .flatMap((type) => roles.map((role) => `${type} ${role}`))
      .filter((pair) => !verdicts.has(pair) && !pair.startsWith('leave '));
    process.stdout.write(
      `seed ${seed}: ${count.rooms} sequences, ${count.steps} commands in ${seconds.toFixed(1)} s; heap ${(grown / 1_048_576).toFixed(1)} MiB more; ${verdicts.size} pairs of message and role, never seen: ${missing.join(', ') || 'none'}\n`,
    );
    for (const name of ['stoa_meet_rooms', 'websocket_connections_total']) {
      for (const url of urls) await expect.poll(() => metric(url, name), { timeout: 10_000 }).toBe(0);
    }
    expect(grown).toBeLessThan(24 * 1_048_576);
    expect(missing.length).toBeLessThan(verdicts.size / 20);
    await Promise.all(backends.map((backend) => backend.close()));
  },
  Math.max(120_000, sequences * 500),
);
