import { cpus } from 'node:os';
import { startRedis } from '../../test/support/redis.ts';
import { freePort } from '../../test/support/ports.ts';
import { percentile, type Kind, type LoadOrder, type Received, type Usage } from './_contract.ts';
import { startPeer, type Peer } from './_process.ts';

/**
 * Fan-out of the session backend against a bare Node server (peer.ts), same clients, same run:
 * `node bench/fanout/run.ts [CHATS_PER_SECOND_AND_CLIENT] [SECONDS]`
 *
 * One room of 50 WebSocket clients in two processes of their own; each sends chat, all receive all of it. CPU is user
 * and system time of the server process alone while the load runs. Memory: growth of the server's resident memory
 * (after a collection) over 1,500 idle sockets, half of them in rooms of three, half in rooms of fifty.
 */
const perSecond = Number(process.argv[2] ?? 100);
const seconds = Number(process.argv[3] ?? 10);
const people = 50;
const idle = 1_500;
const goals = { perCpu: 700_000, p99: 50, bytes: 12_288 };

interface Contestant {
  readonly name: string;
  readonly kind: Kind;
  readonly file: string;
  readonly env?: Record<string, string>;
}

interface Figures {
  readonly perCpu: number;
  readonly p99: number;
  readonly lost: number;
}

const profiling = process.env['STOA_BENCH_PROFILE'];
const figure = (value: number) => Math.round(value).toLocaleString('en');

function startServer({ file, env = {} }: Contestant): Promise<Peer> {
  const profile = profiling ? ['--cpu-prof', `--cpu-prof-dir=${profiling}`] : [];
  return startPeer(file, { env, execArgv: ['--expose-gc', ...profile] });
}

/** Two load processes with half of the rooms' seats each. */
async function startLoad(order: Omit<LoadOrder, 'rooms'>, rooms: readonly string[]): Promise<Peer[]> {
  const halves = [
    rooms.filter((_room, index) => index % 2 === 0),
    rooms.filter((_r, index) => index % 2 === 1),
  ];
  const loads = await Promise.all(halves.map(() => startPeer('./load.ts')));
  for (const [index, load] of loads.entries()) {
    await load.ask({ join: { ...order, rooms: halves[index] ?? [] } satisfies LoadOrder });
  }
  return loads;
}

async function stop(processes: readonly Peer[]): Promise<void> {
  for (const one of processes) await one[Symbol.asyncDispose]();
}

/** Everything that was sent must arrive; what has not when nothing has come for three seconds is lost. */
async function collect(loads: readonly Peer[]): Promise<Received[]> {
  let last = -1;
  let still = 0;
  for (;;) {
    const reports = await Promise.all(loads.map((load) => load.ask<Received>({ report: true })));
    const sum = (read: (report: Received) => number) => reports.reduce((total, one) => total + read(one), 0);
    const delivered = sum((report) => report.delivered);
    still = delivered === last ? still + 1 : 0;
    last = delivered;
    if (delivered >= sum((report) => report.sent) * people || still > 30) return reports;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function fanOut(contestant: Contestant): Promise<Figures> {
  await using server = await startServer(contestant);
  const room = Array.from({ length: people }, () => 'fanout');
  const loads = await startLoad(
    { kind: contestant.kind, url: String(server.hello['url']), parallel: 5 },
    room,
  );
  try {
    await Promise.all(loads.map((load) => load.ask({ send: { perSecond, seconds: 2 } })));
    const [warm, before] = [await collect(loads), await server.ask<Usage>('usage')];
    const started = performance.now();
    await Promise.all(loads.map((load) => load.ask({ send: { perSecond, seconds } })));
    const elapsed = (performance.now() - started) / 1_000;
    const reports = await collect(loads);
    const cpuS = (await server.ask<Usage>('usage')).cpuS - before.cpuS;
    const total = (
      list: readonly Received[],
      key: 'sent' | 'delivered' | 'refused' | 'gaps' | 'duplicates',
    ) => list.reduce((sum, report) => sum + report[key], 0);
    const delivered = total(reports, 'delivered') - total(warm, 'delivered');
    const lost = total(reports, 'sent') * people - total(reports, 'delivered');
    const latency = (reports[0]?.latency ?? []).map((_count, slot) =>
      reports.reduce(
        (sum, report, index) => sum + (report.latency[slot] ?? 0) - (warm[index]?.latency[slot] ?? 0),
        0,
      ),
    );
    const p99 = percentile(latency, 0.99);
    console.log(
      `  ${contestant.name.padEnd(22)}${figure(delivered / cpuS).padStart(10)} deliveries per CPU second; ` +
        `${figure(delivered / elapsed)}/s for ${elapsed.toFixed(1)} s, ${((cpuS / elapsed) * 100).toFixed(0)} % of a core; ` +
        `latency p50 ${percentile(latency, 0.5)} p99 ${p99} ms; ${lost} lost, ` +
        `${total(reports, 'refused')} refused, ${total(reports, 'duplicates')} twice, ${total(reports, 'gaps')} gaps`,
    );
    return { perCpu: delivered / cpuS, p99, lost };
  } finally {
    await stop(loads);
  }
}

/** Bytes of resident memory that an idle socket costs the server. */
async function idleSockets(contestant: Contestant): Promise<number> {
  await using server = await startServer(contestant);
  const order = { kind: contestant.kind, url: String(server.hello['url']), parallel: 10 };
  // The first hundred pay for what is made once: compiled code, pools, tables.
  const first = await startLoad(
    order,
    Array.from({ length: 100 }, (_none, index) => `first-${index >> 2}`),
  );
  const before = await server.ask<Usage>('usage');
  const rooms = Array.from({ length: idle }, (_none, index) =>
    index < idle / 2 ? `small-${Math.floor(index / 3)}` : `large-${Math.floor(index / people)}`,
  );
  const loads = await startLoad(order, rooms);
  try {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const after = await server.ask<Usage>('usage');
    const bytes = (after.rssBytes - before.rssBytes) / idle;
    const heap = (after.heapBytes - before.heapBytes) / idle;
    console.log(
      `  ${contestant.name.padEnd(22)}${figure(bytes).padStart(10)} bytes per idle socket resident, ${figure(heap)} of heap`,
    );
    return bytes;
  } finally {
    await stop([...first, ...loads]);
  }
}

await using redis = await startRedis({ port: await freePort(14_000, 15_999) });
const peer: Contestant = { name: 'bare Node server', kind: 'peer', file: './peer.ts' };
const memory: Contestant = { name: 'ours, memory log', kind: 'stoa', file: './backend.ts' };
const logged: Contestant = {
  ...memory,
  name: 'ours, Redis log',
  env: { STOA_BENCH_LOG: JSON.stringify(redis.log) },
};

console.log(`${people} clients in one room, each ${perSecond} chats/s, ${cpus().length} cores`);
const only = process.env['STOA_BENCH_ONLY'];
const base = only && only !== 'peer' ? undefined : await fanOut(peer);
const inMemory = only && only !== 'memory' ? undefined : await fanOut(memory);
const inRedis = only && only !== 'redis' ? undefined : await fanOut(logged);
if (!only) {
  console.log(`${idle} idle sockets`);
  const bareBytes = await idleSockets(peer);
  const bytes = Math.max(await idleSockets(memory), await idleSockets(logged));
  const ours = [inMemory, inRedis].filter((figures) => figures !== undefined);
  const worst = Math.min(...ours.map(({ perCpu }) => perCpu));
  const p99 = Math.max(...ours.map((figures) => figures.p99));
  const lost = ours.reduce((sum, figures) => sum + figures.lost, 0);
  const bare = base?.perCpu ?? Number.NaN;
  console.log(
    `ratio ours/bare, deliveries per CPU second: memory ${((inMemory?.perCpu ?? 0) / bare).toFixed(2)}, Redis ${((inRedis?.perCpu ?? 0) / bare).toFixed(2)}`,
  );
  console.log(`ratio ours/bare, bytes per idle socket: ${(bytes / bareBytes).toFixed(2)}`);
  console.log(
    `goals: ${figure(worst)} deliveries per CPU second (>= ${figure(goals.perCpu)}), ${lost} lost (0), ` +
      `p99 ${p99} ms (< ${goals.p99}), ${figure(bytes)} bytes per idle socket (<= ${figure(goals.bytes)})`,
  );
  const met = worst >= goals.perCpu && lost === 0 && p99 < goals.p99 && bytes <= goals.bytes;
  process.exitCode = met ? 0 : 5;
}
