/**
 * CPU time of synthetic participants per audio packet: audio-only calls through a real session backend and Janus. Eight
 * participants in this process, in rooms of different sizes, some speaking and some only listening: the same number of
 * connections and timers each time, but other numbers of packets. What one packet sent and one received cost, and what
 * being there costs (timers, RTCP, ICE, waking up), is what fits all samples best.
 *
 * usage: node bench/probe/run.ts [seconds per sample]
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sleep } from '../../packages/toolkit/src/base/index.ts';
import { SyntheticParticipant } from '../../packages/toolkit/src/probe/index.ts';
import { startDeployment, type Deployment } from '../../packages/toolkit/src/probe/testing/index.ts';

/** Rooms, and speakers and listeners in each. */
const shapes = [
  [4, 1, 1],
  [4, 2, 0],
  [2, 1, 3],
  [2, 4, 0],
  [1, 1, 7],
  [1, 4, 4],
  [1, 8, 0],
] as const;
type Shape = (typeof shapes)[number];
const warmUpMs = 1_000;
const seconds = Number(process.argv[2] ?? 4);

interface Sample {
  readonly shape: Shape;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** CPU of this process and of Janus, µs. */
  readonly cpu: number;
  readonly janus: number;
  readonly wallMs: number;
}

/** CPU time of a process in µs: utime and stime of /proc/PID/stat, in ticks of 10 ms. */
function cpuOf(pid: number | undefined): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function join(
  deployment: Deployment,
  [rooms, speakers, listeners]: Shape,
): Promise<SyntheticParticipant[]> {
  const { urls, ca, mediaAddress: address } = deployment;
  const each = speakers + listeners;
  const run = randomBytes(4).toString('hex');
  const all = Array.from({ length: rooms * each }, (_, index) => {
    const kinds = index % each < speakers ? (['audio'] as const) : [];
    const room = `bench-${run}-${Math.floor(index / each)}`;
    return new SyntheticParticipant({ urls, ca, address, room, name: `p${index}`, path: 'direct', kinds });
  });
  await Promise.all(all.map((one) => one.join()));
  return all;
}

async function measure(deployment: Deployment, shape: Shape): Promise<Sample> {
  const all = await join(deployment, shape);
  try {
    await sleep(warmUpMs);
    for (const one of all) one.mark();
    const pid = deployment.janus?.child().process.pid;
    const [before, janusBefore, started] = [process.cpuUsage(), cpuOf(pid), performance.now()];
    await sleep(seconds * 1_000);
    const { user, system } = process.cpuUsage(before);
    const [janus, wallMs] = [cpuOf(pid) - janusBefore, performance.now() - started];
    const stats = all.map((one) => one.stats());
    const streams = stats.flatMap((one) => one.streams);
    const sent = stats.reduce((sum, one) => sum + one.sent.audio, 0);
    const received = streams.reduce((sum, { packets }) => sum + packets, 0);
    const lost = streams.reduce((sum, { lost }) => sum + lost, 0);
    return { shape, sent, received, lost, cpu: user + system, janus, wallMs };
  } finally {
    await Promise.all(all.map((one) => one.leave()));
  }
}

/** Solves a·x = b by Gauss and Jordan; small and well-conditioned here. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] ?? 0]);
  for (const [i, pivotRow] of rows.entries()) {
    const pivot = pivotRow[i] ?? 1;
    for (let k = 0; k < pivotRow.length; k += 1) pivotRow[k] = (pivotRow[k] ?? 0) / pivot;
    for (const row of rows) {
      if (row === pivotRow) continue;
      const factor = row[i] ?? 0;
      for (let k = 0; k < row.length; k += 1) row[k] = (row[k] ?? 0) - factor * (pivotRow[k] ?? 0);
    }
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

/** Least squares of CPU per second over a constant, packets sent and packets received per second. */
function fit(samples: readonly Sample[]): { base: number; sending: number; receiving: number } {
  const rates = samples.map(({ sent, received, wallMs }) => [1, sent / wallMs, received / wallMs]);
  const cpu = samples.map((sample) => sample.cpu / sample.wallMs);
  const dot = (i: number, values: readonly number[]) =>
    rates.reduce((sum, rate, at) => sum + (rate[i] ?? 0) * (values[at] ?? 0), 0);
  const columns = [0, 1, 2].map((i) => rates.map((rate) => rate[i] ?? 0));
  const normal = columns.map((_, i) => columns.map((column) => dot(i, column)));
  const [base = 0, sending = 0, receiving = 0] = solve(
    normal,
    columns.map((_, i) => dot(i, cpu)),
  );
  return { base, sending, receiving };
}

function row({ shape: [rooms, speakers, listeners], sent, received, lost, cpu, janus, wallMs }: Sample) {
  const packets = sent + received;
  return {
    rooms,
    speakers,
    listeners,
    'packets/s': Math.round((packets / wallMs) * 1_000),
    lost,
    'µs/packet': (cpu / packets).toFixed(1),
    '% of a core': (cpu / wallMs / 10).toFixed(1),
    'Janus µs/packet': (janus / packets).toFixed(1),
    'of Janus': `${(cpu / janus).toFixed(1)}×`,
  };
}

async function main(): Promise<void> {
  await using deployment = await startDeployment({ turn: [], maxParticipants: 8 });
  const samples: Sample[] = [];
  // The first call is for the compiler.
  await measure(deployment, [1, 8, 0]);
  for (const shape of shapes) samples.push(await measure(deployment, shape));
  const { base, sending, receiving } = fit(samples);
  console.table(samples.map(row));
  console.log(`sending    ${sending.toFixed(1)} µs of CPU per audio packet`);
  console.log(`receiving  ${receiving.toFixed(1)} µs of CPU per audio packet`);
  console.log(`the rest   ${(base / 10 / 8).toFixed(2)} % of a core for each participant`);
}

await main();
// Timers of closed connections are left in the library.
process.exit(0);
