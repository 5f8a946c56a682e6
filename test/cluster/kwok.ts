import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import type { Api } from './api.ts';
import { findGo, goBinaries } from './binaries.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import { goModules, moduleFolder } from './go-module.ts';
import { until } from './wait.ts';

/** How simulated pods behave: `fast` makes them ready at once, `general` walks through creation and init containers. */
export type PodStages = 'fast' | 'general';

export interface KwokWish {
  readonly api: Api;
  readonly kubeconfig: string;
  /** Folder for its configuration and its log. */
  readonly folder: string;
  readonly nodes: number;
  readonly pods?: PodStages;
  readonly told?: (line: string) => void;
}

/** Labels and taint keep real pods off simulated nodes, unless they ask for them. */
export const kwokNode = { label: { type: 'kwok' }, taint: 'kwok.x-k8s.io/node' } as const;

/** Adds simulated nodes: for numbers of pods that no machine could really run. KWOK's binary is built first. */
export async function startKwok(wish: KwokWish): Promise<Daemon> {
  const { kwok } = await goBinaries('extras', ['kwok'], wish.told);
  const stages = join(wish.folder, 'kwok-stages.yaml');
  await writeFile(stages, await readStages(wish.pods ?? 'fast'));
  const daemon = await startDaemon({
    name: 'kwok',
    logs: wish.folder,
    command: [
      kwok,
      `--kubeconfig=${wish.kubeconfig}`,
      `--config=${stages}`,
      '--manage-nodes-with-label-selector=type=kwok',
      '--node-lease-duration-seconds=40',
    ],
  });
  const names = Array.from({ length: wish.nodes }, (_, index) => `kwok-${index}`);
  await Promise.all(names.map((name) => wish.api.call('POST', '/api/v1/nodes', nodeObject(name))));
  await until('simulated nodes are ready', () => areReady(wish.api, names), { daemons: [daemon] });
  return daemon;
}

/** The stages lie in KWOK's own module, one file each. */
async function readStages(pods: PodStages): Promise<string> {
  const go = await findGo();
  if (!go) throw new Error('Go is missing');
  const list = await run(go, ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], {
    cwd: moduleFolder(goModules.extras),
  });
  const folders = ['node/fast', 'node/heartbeat-with-lease', `pod/${pods}`];
  const texts: string[] = [];
  for (const folder of folders.map((one) => join(list.stdout, 'kustomize', 'stage', one))) {
    const names = await readdir(folder);
    const wanted = names.filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
    texts.push(...(await Promise.all(wanted.map((name) => readFile(join(folder, name), 'utf8')))));
  }
  return texts.join('\n---\n');
}

function nodeObject(name: string): object {
  const capacity = { cpu: '32', memory: '256Gi', pods: '110' };
  const labels = {
    ...kwokNode.label,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
  };
  return {
    metadata: { name, labels },
    spec: { taints: [{ key: kwokNode.taint, value: 'fake', effect: 'NoSchedule' }] },
    status: { capacity, allocatable: capacity },
  };
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function areReady(api: Api, names: readonly string[]): Promise<boolean> {
  const { items } = await api.call<{ items: Node[] }>('GET', '/api/v1/nodes?labelSelector=type%3Dkwok');
  const ready = items.filter(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
  return ready.length === names.length;
}
