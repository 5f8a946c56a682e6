import { cpus } from 'node:os';
import { startRedis } from '../../test/support/redis.ts';
import { freePort } from '../../test/support/ports.ts';
import {
  busySince,
  fanOut,
  figure,
  idle,
  idleSockets,
  people,
  type Contestant,
  type Figures,
} from './_measure.ts';

/**
 * Fan-out of the session backend against a bare Node server (peer.ts), same clients, same run:
 * `node bench/fanout/run.ts [CHATS_PER_SECOND_AND_CLIENT] [SECONDS]`
 *
 * One room of 50 WebSocket clients in two processes of their own; each sends chat, all receive all of it. CPU is user
 * and system time of the server process alone while the load runs. Memory: growth of the server's resident memory
 * (after a collection) over 1,500 idle sockets, half of them in rooms of three, half in rooms of fifty.
 *
 * Cost is measured at the full rate. Latency says something about a server only while the machine carries the load
 * with time to spare, and here the clients need most of it: so it is measured at the highest rate at which the bare
 * server stays below the limit. Where that is the full rate, both are the same run.
 */
const full = Number(process.argv[2] ?? 100);
const seconds = Number(process.argv[3] ?? 10);
const goals = { perCpu: 700_000, p99: 50, bytes: 12_288 };
const leastRate = 5;

await using redis = await startRedis({ port: await freePort(14_000, 15_999) });
const bare: Contestant = { name: 'bare Node server', kind: 'peer', file: './peer.ts' };
const memory: Contestant = { name: 'ours, memory log', kind: 'stoa', file: './backend.ts' };
const logged: Contestant = {
  ...memory,
  name: 'ours, Redis log',
  env: { STOA_BENCH_LOG: JSON.stringify(redis.log) },
};

interface Three {
  readonly bare: Figures;
  readonly memory: Figures;
  readonly redis: Figures;
}

function head(perSecond: number): void {
  const deliveries = figure(perSecond * people * people);
  console.log(`${people} clients in one room, each ${perSecond} chats/s: ${deliveries} deliveries/s`);
}

async function all(perSecond: number, known?: Figures): Promise<Three> {
  const pace = { perSecond, seconds };
  const first = known ?? (await fanOut(bare, pace));
  return { bare: first, memory: await fanOut(memory, pace), redis: await fanOut(logged, pace) };
}

/** The highest rate, halving from the full one, at which the bare server keeps the latency; and its figures there. */
async function carried(atFull: Figures): Promise<{ perSecond: number; bare: Figures }> {
  let [perSecond, figures] = [full, atFull];
  while (figures.p99 >= goals.p99 && perSecond / 2 >= leastRate) {
    perSecond = Math.round(perSecond / 2);
    head(perSecond);
    figures = await fanOut(bare, { perSecond, seconds });
  }
  return { perSecond, bare: figures };
}

const ratio = (own: number, other: number) => (own / other).toFixed(2);

async function compare(): Promise<void> {
  head(full);
  const cost = await all(full);
  const pace = await carried(cost.bare);
  const latency = pace.perSecond === full ? cost : await all(pace.perSecond, pace.bare);
  console.log(`${idle} idle sockets`);
  const bareBytes = await idleSockets(bare);
  const bytes = Math.max(await idleSockets(memory), await idleSockets(logged));
  const perCpu = Math.min(cost.memory.perCpu, cost.redis.perCpu);
  const p99 = Math.max(latency.memory.p99, latency.redis.p99);
  const lost = [cost.memory, cost.redis, latency.memory, latency.redis];
  const lostSum = lost.reduce((sum, figures) => sum + figures.lost, 0);
  console.log(
    `ratio ours/bare, deliveries per CPU second: memory ${ratio(cost.memory.perCpu, cost.bare.perCpu)}, ` +
      `Redis ${ratio(cost.redis.perCpu, cost.bare.perCpu)}; p99 at ${pace.perSecond} chats/s and client: ` +
      `memory ${ratio(latency.memory.p99, latency.bare.p99)}, Redis ${ratio(latency.redis.p99, latency.bare.p99)}; ` +
      `bytes per idle socket: ${ratio(bytes, bareBytes)}`,
  );
  console.log(
    'quoted, not run here: a Go backend measured the same way on such a machine, 236,000 deliveries per CPU second with ' +
      `8 % lost, 24,000 bytes per socket (ratio ${ratio(perCpu, 236_000)}, ${ratio(bytes, 24_000)})`,
  );
  console.log(
    `goals: ${figure(perCpu)} deliveries per CPU second (>= ${figure(goals.perCpu)}), ${lostSum} lost (0), ` +
      `p99 ${p99} ms at ${pace.perSecond} chats/s and client (< ${goals.p99}; at the full ${full}: ` +
      `${Math.max(cost.memory.p99, cost.redis.p99)}, bare ${cost.bare.p99}), ` +
      `${figure(bytes)} bytes per idle socket (<= ${figure(goals.bytes)})`,
  );
  const met = perCpu >= goals.perCpu && lostSum === 0 && p99 < goals.p99 && bytes <= goals.bytes;
  process.exitCode = met ? 0 : 5;
}

const cores = cpus();
await new Promise((resolve) => setTimeout(resolve, 2_000));
console.log(`${cores.length} cores, ${busySince(cores)} % busy with other things before the start`);
const only = process.env['STOA_BENCH_ONLY'];
const chosen = { peer: bare, memory, redis: logged }[only ?? ''];
if (chosen) await fanOut(chosen, { perSecond: full, seconds });
else await compare();
