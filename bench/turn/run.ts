import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { parseTurnUrl, restCredentials, TurnClient } from '@stoa/toolkit/turn';
import { freeServerPort, startCoturn, testSecret } from '@stoa/toolkit/turn/testing';
import { ours, uclient, type Contestant } from './_contestants.ts';

/**
 * Our TURN probe against turnutils_uclient: same coturn, same turnutils_peer, in turn. `node bench/turn/run.ts [ROUNDS]`
 *
 * Both send 172 bytes through a channel to a peer that sends them back, as fast as they can. Rate: round trips per
 * second while packets flow; for uclient, which sends without regard to answers, loses some and then waits for them,
 * the best second it reports. CPU: user and system time of the process, of a long run less that of a short one, so
 * that neither side's start-up counts.
 */
const few = 2_000;
const many = 42_000;
const rounds = Number(process.argv[2] ?? 3);

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly lost: number;
}

async function measure(trips: Contestant): Promise<Result> {
  const [small, large] = [await trips(few), await trips(many)];
  const perCpuSecond = (many - few) / Math.max(0.001, large.cpuS - small.cpuS);
  return { perSecond: large.perSecond, perCpuSecond, lost: large.lost };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const figure = (value: number): string => Math.round(value).toLocaleString('en').padStart(8);

/** Connects, allocates and releases 100 times at once. */
async function hundredAllocations(port: number): Promise<{ ms: number; releaseMs: number }> {
  const credentials = restCredentials({ secret: testSecret, user: 'bench', ttlSeconds: 600 });
  const server = parseTurnUrl(`turn:127.0.0.1:${port}`);
  const started = performance.now();
  const clients = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const client = await TurnClient.connect({ server, credentials });
      await client.allocate();
      return client;
    }),
  );
  const ms = performance.now() - started;
  await Promise.all(clients.map((client) => client.close()));
  return { ms, releaseMs: performance.now() - started - ms };
}

/** Runs all contestants in turn, round by round; the best median of each side counts. */
async function compete(contestants: Readonly<Record<string, Contestant>>) {
  const results = new Map<string, Result[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, trips] of Object.entries(contestants)) results.get(name)?.push(await measure(trips));
  }
  const best = { ours: { rate: 0, perCpu: 0 }, uclient: { rate: 0, perCpu: 0 } };
  for (const [name, list] of results) {
    const rate = median(list.map(({ perSecond }) => perSecond));
    const perCpu = median(list.map(({ perCpuSecond }) => perCpuSecond));
    const lost = median(list.map(({ lost }) => lost));
    console.log(
      `  ${name.padEnd(20)}${figure(rate)} round trips/s ${figure(perCpu)} per CPU second ${figure(lost)} lost`,
    );
    const side = best[name.startsWith('ours') ? 'ours' : 'uclient'];
    side.rate = Math.max(side.rate, rate);
    side.perCpu = Math.max(side.perCpu, perCpu);
  }
  return best;
}

const coturn = await startCoturn({ config: { verbose: false, 'min-port': 36_000, 'max-port': 38_999 } });
const peerPort = await freeServerPort();
const peer = spawn('turnutils_peer', ['-L', '127.0.0.1', '-p', String(peerPort)], { stdio: 'ignore' });
const { port } = coturn;

try {
  console.log(`TURN echo over UDP, ${cpus().length} cores, ${many} round trips, median of ${rounds} rounds`);
  const best = await compete({
    'ours, window 1': ours(port, peerPort, 1),
    'uclient, 1 client': uclient(port, peerPort, 1),
    'ours, window 8': ours(port, peerPort, 8),
    'uclient, 4 clients': uclient(port, peerPort, 4),
    'ours, window 32': ours(port, peerPort, 32),
  });
  const allocations = await hundredAllocations(port);
  console.log(
    `ratio ours/uclient, round trips per second: ${(best.ours.rate / best.uclient.rate).toFixed(2)} (goal >= 1)`,
  );
  console.log(
    `ratio ours/uclient, round trips per CPU second: ${(best.ours.perCpu / best.uclient.perCpu).toFixed(2)}`,
  );
  console.log(
    `100 allocations: ${allocations.ms.toFixed(0)} ms (goal < 1000), released in ${allocations.releaseMs.toFixed(0)} ms`,
  );
  process.exitCode = best.ours.rate >= best.uclient.rate && allocations.ms < 1_000 ? 0 : 5;
} finally {
  peer.kill('SIGTERM');
  await coturn.stop();
}
