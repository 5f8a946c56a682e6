import { join } from 'node:path';
import { openApi, type Api } from './api.ts';
import { baseImages } from './images.ts';
import { goBinaries } from './binaries.ts';
import { clusterCgroup } from './cgroup.ts';
import {
  claimNumber,
  clusterFolder,
  markProcess,
  writeRecord,
  type ClusterRecord,
  type ProcessMark,
} from './cluster-folder.ts';
import {
  controllerKubeconfigs,
  issueControlPlane,
  startParts,
  waitForServiceAccount,
  type RunningParts,
} from './control-plane-parts.ts';
import { coreDnsObjects } from './coredns.ts';
import { startMachine, type Machine } from './machine.ts';
import { nodeAddress, planNetwork, type NetworkPlan } from './network-plan.ts';
import { startNode, type ClusterNode } from './node.ts';
import { applyObjects } from './objects.ts';
import { makePki, writeKubeconfig, type Pki } from './pki.ts';
import { tearDown, tearDownStale } from './teardown.ts';
import { until } from './wait.ts';
import { wireFirstNode, wireNode } from './wires.ts';

/** A real Kubernetes on this machine: real control plane, real nodes, real pods. */
export interface Cluster extends AsyncDisposable {
  readonly plan: NetworkPlan;
  readonly server: string;
  /** Path of the administrator's kubeconfig (credentials inside). */
  readonly kubeconfig: string;
  readonly folder: string;
  readonly pki: Pki;
  readonly api: Api;
  readonly controlPlane: RunningParts;
  readonly nodes: readonly ClusterNode[];
  /** Milliseconds from the start until each step was done. */
  readonly steps: readonly { readonly step: string; readonly ms: number }[];
  /** Adds one more node, on a machine of its own, and waits until it is ready. */
  addNode(): Promise<ClusterNode>;
  /** Makes images known to every node. */
  loadImages(archives: readonly string[]): Promise<void>;
  /** Removes every trace of it. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly nodes?: number;
  /** `developer`: it outlives this process, and `make cluster-down` ends it. `shared`: it ends with `owner`. */
  readonly purpose?: ClusterRecord['purpose'];
  /** Pid; default: this process. */
  readonly owner?: number;
  readonly told?: (line: string) => void;
}

/** Starts a cluster; needs root and Go. Several of them can stand side by side. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const binaries = await goBinaries('kubernetes', ['control-plane', 'node'], options.told);
  const images = await baseImages(options.told);
  await tearDownStale({ developer: false });
  const claim = await claimNumber(options.purpose ?? 'test', options.owner);
  const base = {
    binaries,
    images,
    record: { ...claim, inits: [] as ProcessMark[] },
    folder: clusterFolder(claim.number),
    plan: planNetwork(claim.number),
    watch: new StopWatch(),
  };
  try {
    const pki = await makePki(join(base.folder, 'pki'));
    return await assemble({ ...base, pki }, options.nodes ?? 1);
  } catch (error) {
    await tearDown(base.record);
    throw error;
  }
}

interface Base {
  readonly binaries: Record<'control-plane' | 'node', string>;
  readonly images: readonly string[];
  readonly record: ClusterRecord & { readonly inits: ProcessMark[] };
  readonly folder: string;
  readonly plan: NetworkPlan;
  readonly pki: Pki;
  readonly watch: StopWatch;
}

async function assemble(base: Base, count: number): Promise<Cluster> {
  const { plan, pki, folder, watch } = base;
  const server = serverOf(plan);
  const [machine] = await Promise.all([
    newMachine(base, 1),
    issueControlPlane(pki, [], [nodeAddress(plan, 1), plan.apiService]),
  ]);
  await wireFirstNode(plan, machine);
  watch.done('machine and certificates');
  const kubeconfig = await writeKubeconfig(pki, 'admin', server);
  const [controlPlane, first] = await Promise.all([
    startControlPlane(base, machine, kubeconfig, server),
    newNode(base, machine, 1, kubeconfig),
  ]);
  watch.done('API server and images');
  const api = await openApi(kubeconfig);
  await Promise.all([
    applyObjects(api, coreDnsObjects(plan)),
    first.join(api),
    waitForServiceAccount(kubeconfig, controlPlane),
  ]);
  watch.done('node ready');
  const nodes = [first];
  const addNode = async () => {
    const node = await furtherNode(base, machine, nodes.length + 1, kubeconfig);
    nodes.push(node);
    await node.join(api);
    return node;
  };
  while (nodes.length < count) await addNode();
  await until('DNS answers', () => hasReadyDns(api), { daemons: [...first.daemons.values()] });
  watch.done('DNS ready');
  const stop = async () => {
    api.close();
    await tearDown(base.record);
  };
  const loadImages = (archives: readonly string[]) => loadInto(nodes, archives);
  const handle = { plan, server, kubeconfig, folder, pki, api, controlPlane, nodes, steps: watch.steps };
  return { ...handle, addNode, loadImages, stop, [Symbol.asyncDispose]: stop };
}

async function loadInto(nodes: readonly ClusterNode[], archives: readonly string[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.loadImages(archives)));
}

function serverOf(plan: NetworkPlan): string {
  return `https://${nodeAddress(plan, 1)}:6443`;
}

/** A node on a machine of its own, plugged into the bridge of the first. */
async function furtherNode(base: Base, first: Machine, number: number, admin: string): Promise<ClusterNode> {
  const machine = await newMachine(base, number);
  await wireNode(base.plan, first, machine, number);
  return newNode(base, machine, number, admin);
}

/** A machine that is in the record before anything runs on it, so that a teardown finds it. */
async function newMachine({ record, folder }: Base, number: number): Promise<Machine> {
  const name = `node${number}`;
  const machine = await startMachine({
    name,
    folder: join(folder, name),
    keep: record.purpose !== 'test',
  });
  const mark = await markProcess(machine.init);
  if (mark) record.inits.push(mark);
  await writeRecord(record);
  return machine;
}

async function newNode(base: Base, machine: Machine, number: number, admin: string): Promise<ClusterNode> {
  const { plan, pki, record, binaries, images } = base;
  const server = serverOf(plan);
  const cgroup = `${clusterCgroup(record.number)}/${machine.name}`;
  const node = await startNode({ number, machine, plan, pki, server, cgroup, admin, binary: binaries.node });
  await node.loadImages(images);
  return node;
}

async function startControlPlane(
  { pki, plan, folder, binaries }: Base,
  machine: Machine,
  admin: string,
  server: string,
): Promise<RunningParts> {
  const layout = {
    pki,
    kubeconfigs: await controllerKubeconfigs(pki, server),
    dataFolder: join(folder, 'control-plane'),
    bind: '0.0.0.0',
    address: nodeAddress(plan, 1),
    port: 6443,
    etcdPorts: { client: 2379, peer: 2380 },
    services: plan.services,
    realNodes: true,
  };
  const { init: inside, logs } = machine;
  return await startParts(layout, { binary: binaries['control-plane'], logs, inside, admin });
}

async function hasReadyDns(api: Api): Promise<boolean> {
  const path = '/apis/apps/v1/namespaces/kube-system/deployments/coredns';
  const { status } = await api.call<{ status?: { readyReplicas?: number } }>('GET', path);
  return status?.readyReplicas === 1;
}

class StopWatch {
  readonly steps: { step: string; ms: number }[] = [];
  readonly #start = performance.now();
  done(step: string): void {
    this.steps.push({ step, ms: Math.round(performance.now() - this.#start) });
  }
}
