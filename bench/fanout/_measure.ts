import { cpus, type CpuInfo } from 'node:os';
import { percentile, type Kind, type LoadOrder, type Received, type Usage } from './_contract.ts';
import { startPeer, type Peer } from './_process.ts';

/** Clients in the room whose messages are counted. */
export const people = 50;
/** Sockets that do nothing but be there. */
export const idle = 1_500;

export interface Contestant {
  readonly name: string;
  readonly kind: Kind;
  readonly file: string;
  readonly env?: Record<string, string>;
}

export interface Figures {
  readonly perCpu: number;
  readonly p99: number;
  readonly lost: number;
}

/** Chats of each client a second, and for how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Chat before it counts, s: a server that has just started is busy translating its own code. */
const warmS = 5;
const profiling = process.env['STOA_BENCH_PROFILE'];
export const figure = (value: number) => Math.round(value).toLocaleString('en');

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

/** Share of the time that the machine's cores were busy since `before`, percent. */
export function busySince(before: readonly CpuInfo[]): string {
  const sum = (list: readonly CpuInfo[], read: (times: CpuInfo['times']) => number) =>
    list.reduce((total, { times }) => total + read(times), 0);
  const all = (t: CpuInfo['times']) => t.user + t.nice + t.sys + t.irq + t.idle;
  const now = cpus();
  const idle = sum(now, (t) => t.idle) - sum(before, (t) => t.idle);
  return ((1 - idle / (sum(now, all) - sum(before, all))) * 100).toFixed(0);
}

/** One room of fifty, everybody sends at that pace. */
export async function fanOut(contestant: Contestant, { perSecond, seconds }: Pace): Promise<Figures> {
  await using server = await startServer(contestant);
  const room = Array.from({ length: people }, () => 'fanout');
  const loads = await startLoad(
    { kind: contestant.kind, url: String(server.hello['url']), parallel: 5 },
    room,
  );
  try {
    await Promise.all(loads.map((load) => load.ask({ send: { perSecond, seconds: warmS } })));
    const [warm, before] = [await collect(loads), await server.ask<Usage>('usage')];
    const [cores, started] = [cpus(), performance.now()];
    await Promise.all(loads.map((load) => load.ask({ send: { perSecond, seconds } })));
    const [elapsed, busy] = [(performance.now() - started) / 1_000, busySince(cores)];
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
        `${figure(delivered / elapsed)}/s for ${elapsed.toFixed(1)} s, ${((cpuS / elapsed) * 100).toFixed(0)} % of a core, machine ${busy} % busy; ` +
        `latency p50 ${percentile(latency, 0.5)} p99 ${p99} ms; ${lost} lost, ` +
        `${total(reports, 'refused')} refused, ${total(reports, 'duplicates')} twice, ${total(reports, 'gaps')} gaps`,
    );
    return { perCpu: delivered / cpuS, p99, lost };
  } finally {
    await stop(loads);
  }
}

/** Bytes of resident memory that an idle socket costs the server. */
export async function idleSockets(contestant: Contestant): Promise<number> {
  await using server = await startServer(contestant);
  const order = { kind: contestant.kind, url: String(server.hello['url']), parallel: 10 };
  // The first hundred pay for what is made once: compiled code, pools, tables.
  const first = await startLoad(
    order,
    Array.from({ length: 100 }, (_none, index) => `first-${index >> 2}`),
  );
  const before = await server.ask<Usage>('memory');
  const rooms = Array.from({ length: idle }, (_none, index) =>
    index < idle / 2 ? `small-${Math.floor(index / 3)}` : `large-${Math.floor(index / people)}`,
  );
  const loads = await startLoad(order, rooms);
  try {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const after = await server.ask<Usage>('memory');
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
