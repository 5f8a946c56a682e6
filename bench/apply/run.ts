import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, loadAccess } from '@stoa/toolkit/kube';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { until } from '../../test/cluster/wait.ts';
import {
  ansible,
  bare,
  helm,
  kubectl,
  ours,
  type Contestant,
  type Place,
  type Told,
} from './_contestants.ts';
import { benchObjects } from './_objects.ts';
import { settle } from './_settle.ts';

/**
 * First apply, apply with nothing to do, and plan: ours against kubectl (server-side apply, diff), helm (install, upgrade)
 * and Ansible (20 objects only). `node bench/apply/run.ts [ROUNDS] [OBJECTS …]`
 *
 * One API server, whose controllers ask as often as Kubernetes lets them by default; each tool gets a namespace of its own
 * in each round, in turn, and is measured as a whole process, from its start to its end, once the controllers are through
 * with what was made before. Nobody waits for readiness but `stoa, until ready`, which is shown beside. `bare requests` is no
 * tool but a measure: how long the API server takes for the same requests at the least.
 */
const rounds = Number(process.argv[2] ?? 3);
const chosen = process.argv.slice(3).map(Number);
const sizes = chosen.length > 0 ? chosen : [20, 200, 500];
const goals = { kubectl: 2.5, helm: 3, ansible: 40, kubectlDiff: 8, helmUpgrade: 15, memoryMb: 150 };

type Step = 'apply' | 'again' | 'plan';
const steps: readonly Step[] = ['apply', 'again', 'plan'];
/** Seconds of each round, by `size tool step`. */
const seconds = new Map<string, number[]>();
let memoryMb = 0;

const say = (line: string) => console.log(line);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const of = (size: number, tool: string, step: Step) => median(seconds.get(`${size} ${tool} ${step}`) ?? []);

async function timed(key: string, work: () => Promise<Told>): Promise<void> {
  await settle();
  const started = performance.now();
  const told = await work();
  const list = seconds.get(key) ?? [];
  list.push((performance.now() - started) / 1000);
  seconds.set(key, list);
  memoryMb = Math.max(memoryMb, told.memoryMb ?? 0);
}

async function measure(contestant: Contestant, size: number, place: Place): Promise<void> {
  await contestant.prepare(place);
  for (const step of steps) {
    const work = contestant[step]?.bind(contestant);
    if (work) await timed(`${size} ${contestant.name} ${step}`, () => work(place));
  }
}

function printTable(tools: readonly string[]): void {
  say(
    `objects  tool              ${['first apply', 'nothing to do', 'plan'].map((one) => one.padStart(14)).join('')}`,
  );
  for (const size of sizes) {
    for (const tool of tools) {
      const cells = steps.map((step) => {
        const value = of(size, tool, step);
        return (Number.isNaN(value) ? '–' : `${value.toFixed(2)} s`).padStart(14);
      });
      say(`${String(size).padStart(7)}  ${tool.padEnd(18)}${cells.join('')}`);
    }
  }
}

/** A ratio that was not measured is said, and is no failure. */
function printRatio(what: string, theirs: number, own: number, goal: number): void {
  const ratio = theirs / own;
  if (Number.isNaN(ratio)) {
    say(`${what}: not measured: the tool is not here, or the size was not asked for`);
    return;
  }
  say(`${what}: ${ratio.toFixed(1)} times as fast (goal ${goal})`);
  if (ratio < goal) process.exitCode = 5;
}

function printRatios(): void {
  printRatio(
    'ansible / stoa, first apply of 20',
    of(20, 'ansible', 'apply'),
    of(20, 'stoa', 'apply'),
    goals.ansible,
  );
  for (const tool of ['kubectl', 'helm'] as const) {
    printRatio(
      `${tool} / stoa, first apply of 500`,
      of(500, tool, 'apply'),
      of(500, 'stoa', 'apply'),
      goals[tool],
    );
  }
  const share = of(500, 'bare requests', 'apply') / of(500, 'stoa', 'apply');
  if (!Number.isNaN(share)) say(`bare requests / stoa, first apply of 500: ${share.toFixed(1)} (no tool)`);
  const nothing = of(500, 'stoa', 'again');
  printRatio(
    'kubectl diff / stoa, nothing to do at 500',
    of(500, 'kubectl', 'plan'),
    nothing,
    goals.kubectlDiff,
  );
  printRatio(
    'helm upgrade / stoa, nothing to do at 500',
    of(500, 'helm', 'again'),
    nothing,
    goals.helmUpgrade,
  );
  say(`memory of stoa at most: ${memoryMb} MB (goal < ${goals.memoryMb})`);
  if (memoryMb >= goals.memoryMb) process.exitCode = 5;
}

async function main(): Promise<void> {
  const slow = await ansible();
  const all = [ours(false), ours(true), bare, kubectl, await helm(say), slow].filter(
    (one) => one !== undefined,
  );
  await using plane = await startControlPlane({ told: say, usualRates: true });
  const client = connect(await loadAccess({ kubeconfig: plane.kubeconfig }));
  say(`apply: ${cpus().length} cores, median of ${rounds} rounds`);
  const compete = async (contestant: Contestant, size: number, namespace: string) => {
    const home = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
    await client.create({ ...home, metadata: { name: namespace } });
    const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-apply-'));
    const { kubeconfig } = plane;
    await measure(contestant, size, { kubeconfig, namespace, folder, objects: benchObjects(size) });
    await rm(folder, { recursive: true });
    // Making a Service takes the longer the more there are: nobody pays for what others left.
    await client.delete(home);
    const gone = async () => (await client.get(home)) === undefined;
    await until(`namespace ${namespace} is gone`, gone, { ms: 120_000, stepMs: 500 });
  };
  // Everybody's caches are warm: programs in memory, compiled modules, kubectl's discovery, and the API server's.
  for (const one of all) await compete(one, one === slow ? 4 : 80, `warm-${all.indexOf(one)}`);
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first meets a younger server.
    const turn = all
      .map((_unused, index) => all[(index + round) % all.length])
      .filter((one) => one !== undefined);
    for (const size of sizes) {
      for (const one of turn) {
        if (one === slow && (size !== 20 || round > 0)) continue;
        await compete(one, size, `bench-${round}-${size}-${all.indexOf(one)}`);
      }
    }
  }
  client.close();
  printTable(all.map(({ name }) => name));
  printRatios();
}

await main();
