import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import type { KubeObject } from '@stoa/toolkit/kube';
import { findGo } from '../../test/cluster/binaries.ts';

/** Where a contestant does its work. */
export interface Place {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Empty, for its files. */
  readonly folder: string;
  readonly objects: readonly KubeObject[];
}

/** One tool, each step a process of its own. */
export interface Contestant {
  readonly name: string;
  /** Writes its files; not measured. */
  prepare(place: Place): Promise<void>;
  /** From nothing to all objects; the second time there is nothing to do. */
  apply(place: Place): Promise<Told>;
  again?(place: Place): Promise<Told>;
  /** What it would change. Steps that a tool does not have are absent. */
  plan?(place: Place): Promise<Told>;
}

export interface Told {
  /** Most memory of the process, MB. */
  readonly memoryMb?: number;
}

const helmVersion = 'v4.3.1';
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'stoa', 'bench');
/** As `bin/stoa` does. */
const compiled = { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/stoa') };
const listFile = ({ folder }: Place) => join(folder, 'objects.json');

async function writeList(place: Place): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: place.objects };
  await writeFile(listFile(place), JSON.stringify(list));
}

const peer = (verb: string) => async (place: Place) => {
  const script = join(import.meta.dirname, 'peer.ts');
  const args = [script, verb, place.kubeconfig, place.namespace, listFile(place)];
  return { memoryMb: Number((await run(process.execPath, args, { env: compiled })).stdout) };
};

/** The same requests 16 at a time, without plan, lock and history: what the API server takes for them at the least. */
export const bare: Contestant = { name: 'bare requests', prepare: writeList, apply: peer('bare') };

export function ours(waits: boolean): Contestant {
  const apply = peer(waits ? 'wait' : 'apply');
  return {
    name: waits ? 'stoa, until ready' : 'stoa',
    prepare: writeList,
    apply,
    again: apply,
    plan: peer('plan'),
  };
}

export const kubectl: Contestant = (() => {
  const call = async (place: Place, args: readonly string[], okCodes = [0]) => {
    const env = { KUBECONFIG: place.kubeconfig };
    const server = ['--server-side', '-n', place.namespace, '-f', listFile(place)];
    await run('kubectl', [...args, ...server], { env, okCodes });
    return {};
  };
  const apply = (place: Place) => call(place, ['apply']);
  // 1: there are differences.
  return {
    name: 'kubectl',
    prepare: writeList,
    apply,
    again: apply,
    plan: (place) => call(place, ['diff'], [0, 1]),
  };
})();

/** Built from its Go module on the first use (minutes); undefined without Go. */
export async function helm(told: (line: string) => void): Promise<Contestant | undefined> {
  const go = await findGo();
  if (!go) return undefined;
  const bin = join(cache, `helm-${helmVersion}`);
  const program = join(bin, 'helm');
  if (!(await run(program, ['version']).catch(() => undefined))) {
    told(`building helm ${helmVersion} (once, into ${bin})`);
    await mkdir(bin, { recursive: true });
    const module = `helm.sh/helm/v4/cmd/helm@${helmVersion}`;
    await run('nice', ['-n', '19', go, 'install', module], { env: { GOBIN: bin } });
  }
  const call = (verb: string) => async (place: Place) => {
    const env = { KUBECONFIG: place.kubeconfig };
    await run(program, [verb, 'bench', join(place.folder, 'chart'), '-n', place.namespace], { env });
    return {};
  };
  return { name: 'helm', prepare: writeChart, apply: call('install'), again: call('upgrade') };
}

async function writeChart({ folder, objects }: Place): Promise<void> {
  const templates = join(folder, 'chart', 'templates');
  await mkdir(templates, { recursive: true });
  await writeFile(join(folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  // JSON is YAML.
  const documents = objects.map((object) => JSON.stringify(object));
  await writeFile(join(templates, 'all.yaml'), documents.join('\n---\n'));
}

/**
 * Ansible with kubernetes.core, one task for each object: from PATH, or from a virtual environment `ansible` in the cache
 * folder (`pip install ansible kubernetes`). Undefined when it is not there.
 */
export async function ansible(): Promise<Contestant | undefined> {
  const home = join(cache, 'ansible');
  const env = {
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    ANSIBLE_COLLECTIONS_PATH: join(home, 'collections'),
    ANSIBLE_LOCALHOST_WARNING: 'false',
  };
  const found = await run('ansible-doc', ['kubernetes.core.k8s'], { env }).catch(() => undefined);
  // Without the collection it warns and succeeds.
  if (!found?.stdout.includes('kubernetes')) return undefined;
  const apply = async ({ folder, kubeconfig }: Place) => {
    const more = { ...env, K8S_AUTH_KUBECONFIG: kubeconfig };
    await run('ansible-playbook', ['-i', 'localhost,', '-c', 'local', join(folder, 'play.json')], {
      env: more,
    });
    return {};
  };
  return { name: 'ansible', prepare: writePlaybook, apply, again: apply };
}

async function writePlaybook({ folder, namespace, objects }: Place): Promise<void> {
  const tasks = objects.map((definition) => ({
    'kubernetes.core.k8s': { state: 'present', apply: true, namespace, definition },
  }));
  const python = '{{ ansible_playbook_python }}';
  const play = {
    hosts: 'localhost',
    gather_facts: false,
    vars: { ansible_python_interpreter: python },
    tasks,
  };
  await writeFile(join(folder, 'play.json'), JSON.stringify([play]));
}
