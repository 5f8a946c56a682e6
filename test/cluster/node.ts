import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Api } from './api.ts';
import { makeCgroup } from './cgroup.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import type { Machine } from './machine.ts';
import { nodeAddress, podRange, type NetworkPlan } from './network-plan.ts';
import { containerdSocket, nodeConfig, nodeFiles } from './node-config.ts';
import { issue, writeKubeconfig, type Pki } from './pki.ts';
import { until } from './wait.ts';

/** A real node: containerd, kubelet, kube-proxy and our policy agent on a machine of their own. */
export interface ClusterNode {
  readonly name: string;
  readonly address: string;
  readonly machine: Machine;
  /** Makes the images of archives (docker-archive or OCI) known to this node; nothing can be pulled. */
  loadImages(archives: readonly string[]): Promise<void>;
  readonly daemons: ReadonlyMap<NodePart, Daemon>;
  /** Starts kubelet, kube-proxy and policy agent, and waits until the API server calls the node ready. */
  join(api: Api): Promise<void>;
  /** Ends one part by SIGKILL; pods go on. */
  kill(part: NodePart): Promise<void>;
  start(part: NodePart): Promise<void>;
}

export type NodePart = 'containerd' | 'kubelet' | 'proxy' | 'policy';

export interface NodeWish {
  readonly number: number;
  readonly machine: Machine;
  readonly plan: NetworkPlan;
  readonly pki: Pki;
  readonly server: string;
  readonly cgroup: string;
  /** The administrator's kubeconfig, for the agent that enforces NetworkPolicies. */
  readonly admin: string;
  /** The binary of kubelet and kube-proxy. */
  readonly binary: string;
}

/** Prepares the node and starts its containerd; it becomes part of the cluster by `join`. */
export async function startNode(wish: NodeWish): Promise<ClusterNode> {
  const { machine, plan, number } = wish;
  const { name } = machine;
  const address = nodeAddress(plan, number);
  const [kubeconfig] = await Promise.all([writeConfig(wish, address), makeCgroup(wish.cgroup)]);
  const commands = commandsOf(wish, address, kubeconfig);
  const daemons = new Map<NodePart, Daemon>();
  const start = async (part: NodePart) => {
    if (daemons.get(part)?.running()) return;
    const daemon = await startDaemon({
      name: part,
      command: commands[part],
      logs: machine.logs,
      inside: machine.init,
    });
    daemons.set(part, daemon);
  };
  const containerdUp = () =>
    until(`${name}: containerd answers`, () => ctr(machine, 'version').then(() => true), {
      daemons: [...daemons.values()],
    });
  await start('containerd');
  return {
    name,
    address,
    machine,
    daemons,
    start,
    kill: async (part) => await daemons.get(part)?.stop('SIGKILL'),
    loadImages: async (archives) => {
      await containerdUp();
      await importImages(machine, archives);
    },
    join: async (api) => {
      await Promise.all([start('kubelet'), start('proxy'), start('policy')]);
      await until(`${name} is Ready`, () => isReady(api, name), { daemons: [...daemons.values()] });
    },
  };
}

function commandsOf(
  { machine: { name, folder }, binary, admin }: NodeWish,
  address: string,
  kubeconfig: string,
): Record<NodePart, [string, ...string[]]> {
  const file = (key: keyof typeof nodeFiles) => join(folder, nodeFiles[key]);
  const joining = [`--kubeconfig=${kubeconfig}`, `--hostname-override=${name}`, `--node-ip=${address}`];
  const certificates = `--cert-dir=${join(folder, 'kubelet-certs')}`;
  return {
    containerd: ['containerd', '-c', file('containerd')],
    kubelet: [binary, 'kubelet', `--config=${file('kubelet')}`, ...joining, certificates],
    proxy: [binary, 'proxy', `--config=${file('proxy')}`],
    policy: [process.execPath, join(import.meta.dirname, 'policy', 'agent.ts'), admin],
  };
}

/** Makes the images of archives known to the containerd of a machine. */
export async function importImages(
  machine: Pick<Machine, 'run'>,
  archives: readonly string[],
): Promise<void> {
  for (const archive of archives) await ctr(machine, '-n', 'k8s.io', 'images', 'import', archive);
}

function ctr(machine: Pick<Machine, 'run'>, ...args: string[]): Promise<string> {
  return machine.run('ctr', '--address', containerdSocket, ...args);
}

/** Writes the node's files and gives the path of its kubelet's kubeconfig. */
async function writeConfig(
  { machine, plan, pki, server, number, cgroup }: NodeWish,
  address: string,
): Promise<string> {
  const { name, folder } = machine;
  await issue(pki, [
    // User and group by which the node authorizer knows a kubelet.
    { name, subject: `/O=system:nodes/CN=system:node:${name}` },
    { name: `${name}-server`, subject: `/CN=${name}`, dns: [name], ips: [address] },
    { name: `${name}-proxy`, subject: '/CN=system:kube-proxy' },
  ]);
  const [kubeconfig, proxyKubeconfig] = await Promise.all([
    writeKubeconfig(pki, name, server),
    writeKubeconfig(pki, `${name}-proxy`, server),
  ]);
  const layout = { name, address, folder, cgroup, pki, plan, proxyKubeconfig };
  const texts = nodeConfig({ ...layout, podRange: podRange(plan, number) });
  for (const [key, text] of Object.entries(texts)) {
    const path = join(folder, nodeFiles[key as keyof typeof nodeFiles]);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
  }
  return kubeconfig;
}

interface Node {
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function isReady(api: Api, name: string): Promise<boolean> {
  const node = await api.call<Node>('GET', `/api/v1/nodes/${name}`);
  return node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
