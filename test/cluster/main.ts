import { readRecords, clusterFolder, isRunning, type ClusterRecord } from './cluster-folder.ts';
import { loadImages } from './load-images.ts';
import { startCluster } from './cluster.ts';
import { startControlPlane } from './control-plane.ts';
import { missingForCluster } from './requirements.ts';
import { tearDownStale } from './teardown.ts';
import { join } from 'node:path';

/** `make cluster`, `make cluster-images`, `make cluster-down`, and a control plane alone that lasts until it is interrupted. */
const say = (line: string) => process.stdout.write(`${line}\n`);

async function findRunning(): Promise<ClusterRecord | undefined> {
  for (const record of await readRecords()) {
    const [init] = record.inits;
    if (record.purpose === 'developer' && init && (await isRunning(init))) return record;
  }
  return undefined;
}

async function up(nodes: number): Promise<void> {
  const running = await findRunning();
  if (running) {
    say(`a cluster is running already; its kubeconfig: ${kubeconfigOf(running.number)}`);
    return;
  }
  const cluster = await startCluster({ purpose: 'developer', nodes, told: say });
  for (const { step, ms } of cluster.steps) say(`${(ms / 1000).toFixed(1).padStart(6)} s  ${step}`);
  say(`kubeconfig: ${cluster.kubeconfig}`);
  say(`to use it:  export KUBECONFIG=${cluster.kubeconfig}`);
  say('to end it:  make cluster-down');
  cluster.api.close();
}

async function load(): Promise<void> {
  const record = await findRunning();
  if (record) return await loadImages(record, say);
  say('no cluster is running; start one with: make cluster');
  process.exitCode = 1;
}

async function down(): Promise<void> {
  const removed = await tearDownStale({ developer: true });
  say(
    removed.length === 0
      ? 'no cluster was there'
      : `removed ${removed.map(({ number }) => `cluster ${number}`).join(', ')}`,
  );
}

/** Needs no root. Ends with SIGINT or SIGTERM. */
async function controlPlane(): Promise<void> {
  const plane = await startControlPlane({ told: say });
  say(`${(plane.startedInMs / 1000).toFixed(1)} s; kubeconfig: ${plane.kubeconfig}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    setInterval(() => {}, 60_000);
  });
  await plane.stop();
  process.exit();
}

function kubeconfigOf(number: number): string {
  return join(clusterFolder(number), 'pki', 'admin.kubeconfig');
}

const [command, count = '1'] = process.argv.slice(2);
const missing = command === 'control-plane' ? [] : await missingForCluster();
if (missing.length > 0) {
  say(`a test cluster cannot run here: ${missing.join('; ')}`);
  process.exitCode = 1;
} else if (command === 'up') {
  await up(Number(count));
} else if (command === 'load') {
  await load();
} else if (command === 'down') {
  await down();
} else if (command === 'control-plane') {
  await controlPlane();
} else {
  say('usage: node test/cluster/main.ts up [NODES] | load | down | control-plane');
  process.exitCode = 2;
}
