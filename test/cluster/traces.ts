import { access, readFile } from 'node:fs/promises';
import { run } from '@stoa/toolkit/base';
import { stoaProcesses } from '../support/leftovers.ts';
import { clusterCgroup, foundCgroups } from './cgroup.ts';
import { clusterFolder } from './cluster-folder.ts';
import { planNetwork } from './network-plan.ts';

/** Whatever of a cluster is to be seen on this machine, by kind; nothing but empty lists after a teardown. */
export interface Traces {
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly links: readonly string[];
  readonly routes: readonly string[];
  readonly cgroups: readonly string[];
  readonly folders: readonly string[];
}

export async function tracesOf(number: number): Promise<Traces> {
  const plan = planNetwork(number);
  const folder = clusterFolder(number);
  const lines = async (text: Promise<string>, keep: (line: string) => boolean) =>
    (await text).split('\n').filter(keep);
  const ip = async (...args: string[]) => (await run('ip', args)).stdout;
  return {
    processes: await stoaProcesses(`${folder}/`),
    mounts: await lines(readFile('/proc/self/mounts', 'utf8'), (line) => line.includes(`${folder}/`)),
    links: await lines(ip('-o', 'link'), (line) => line.includes(`${plan.link}@`)),
    routes: await lines(ip('route'), (line) => line.includes(plan.link)),
    cgroups: await foundCgroups(clusterCgroup(number)),
    folders: await access(folder).then(
      () => [folder],
      () => [],
    ),
  };
}
