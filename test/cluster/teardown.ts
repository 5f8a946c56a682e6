import { setTimeout as sleep } from 'node:timers/promises';
import { clusterCgroup, removeCgroup } from './cgroup.ts';
import {
  isRunning,
  readRecords,
  removeFolder,
  type ClusterRecord,
  type ProcessMark,
} from './cluster-folder.ts';
import { planNetwork } from './network-plan.ts';
import { unwire } from './wires.ts';

/**
 * Removes every trace of a cluster: each node's PID 1 takes its processes, mounts and links along; what is left are
 * the link at our end, the cgroups and the folder.
 */
export async function tearDown(record: ClusterRecord): Promise<void> {
  await Promise.all(record.inits.map(killInit));
  await unwire(planNetwork(record.number));
  await removeCgroup(clusterCgroup(record.number));
  await removeFolder(record.number);
}

/** Removes clusters of tests whose process is gone, and the developer's one when that is asked for. */
export async function tearDownStale(options: { readonly developer: boolean }): Promise<ClusterRecord[]> {
  const removed: ClusterRecord[] = [];
  for (const record of await readRecords()) {
    const stale = record.purpose !== 'developer' && !(await isRunning(record.maker));
    const asked = options.developer && record.purpose === 'developer';
    if (!stale && !asked) continue;
    await tearDown(record);
    removed.push(record);
  }
  return removed;
}

async function killInit(init: ProcessMark): Promise<void> {
  if (!(await isRunning(init))) return;
  process.kill(init.pid, 'SIGKILL');
  // PID 1 is gone only when every process of its namespace is.
  while (await isRunning(init)) await sleep(10);
}
