import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi } from './api.ts';
import { clusterFolder, readRecords, type ClusterRecord } from './cluster-folder.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { runInside } from './machine.ts';
import { planNetwork } from './network-plan.ts';
import { importImages } from './node.ts';
import { tearDown } from './teardown.ts';

/** The cluster of a run, as one of its files sees it. */
export interface SharedCluster extends Pick<Cluster, 'plan' | 'kubeconfig' | 'api' | 'loadImages'> {
  /** Closes this file's connections; the cluster goes on. */
  close(): void;
}

/** Pid of the run: its files are processes of their own, and the cluster outlives each of them. */
const variable = 'STOA_TEST_RUN';
const nodes = 2;

/**
 * A cluster of two nodes for all files of a run that do no harm to it: the first that asks starts it. Each keeps to
 * namespaces of its own and removes what it made of the rest. Whoever kills nodes or API servers starts one of its own.
 */
export async function sharedCluster(): Promise<SharedCluster> {
  const owner = Number(process.env[variable]);
  if (!owner) throw new Error(`${variable} is not set: run this in suite cluster`);
  for (const record of await sharedBy(owner)) {
    if (await isWhole(record)) return attach(record);
    await tearDown(record);
  }
  const cluster = await startCluster({ nodes, purpose: 'shared', owner });
  cluster.api.close();
  const [record] = await sharedBy(owner);
  if (!record) throw new Error('the shared cluster has no record');
  await writeFile(wholeFile(record), '');
  return attach(record);
}

/** Marks this process as the run. */
export function beginRun(): void {
  process.env[variable] = String(process.pid);
}

export async function endRun(): Promise<void> {
  for (const record of await sharedBy(process.pid)) await tearDown(record);
}

async function sharedBy(owner: number): Promise<ClusterRecord[]> {
  return (await readRecords()).filter(({ purpose, maker }) => purpose === 'shared' && maker.pid === owner);
}

/** Written last: a file that is killed while it starts the cluster leaves half of one. */
const wholeFile = ({ number }: ClusterRecord) => join(clusterFolder(number), 'whole');

function isWhole(record: ClusterRecord): Promise<boolean> {
  return access(wholeFile(record)).then(
    () => true,
    () => false,
  );
}

async function attach(record: ClusterRecord): Promise<SharedCluster> {
  const kubeconfig = join(clusterFolder(record.number), 'pki', 'admin.kubeconfig');
  const api = await openApi(kubeconfig);
  const machines = record.inits.map(({ pid }) => ({
    run: (file: string, ...args: string[]) => runInside(pid, file, ...args),
  }));
  return {
    plan: planNetwork(record.number),
    kubeconfig,
    api,
    loadImages: async (archives) => {
      await Promise.all(machines.map((machine) => importImages(machine, archives)));
    },
    close: () => api.close(),
  };
}
