import { run } from '@stoa/toolkit/base';
import type { Machine } from './machine.ts';
import { nodeAddress, podRange, type NetworkPlan } from './network-plan.ts';

/**
 * Gives the first node its bridge and its address, and plugs our own network namespace into it: from here API server,
 * nodes, pods and Services can be reached. The machine forwards nothing, so nothing gets farther than that.
 */
export async function wireFirstNode(plan: NetworkPlan, machine: Machine): Promise<void> {
  const { bridge, link, testAddress, pods, services } = plan;
  const node = nodeAddress(plan, 1);
  await batch(machine, [
    `link add ${bridge} type bridge`,
    `addr add ${node}/24 dev ${bridge}`,
    `link set ${bridge} up`,
    // kube-proxy turns a Service's address into a pod's, but only of packets that have a way out: real nodes have a
    // default route, and host networking without one reaches no Service.
    `route add ${services} dev ${bridge}`,
  ]);
  await batch(undefined, [
    `link add ${link} type veth peer name test0 netns ${machine.init}`,
    `addr add ${testAddress}/24 dev ${link}`,
    `link set ${link} up`,
    `route add ${pods} via ${node}`,
    `route add ${services} via ${node}`,
  ]);
  await batch(machine, [`link set test0 master ${bridge} up`]);
}

/** Plugs a further node into the first one's bridge; the first one routes between the nodes' pods. */
export async function wireNode(
  plan: NetworkPlan,
  first: Machine,
  machine: Machine,
  number: number,
): Promise<void> {
  const port = `n${number}`;
  const { bridge } = plan;
  const hub = nodeAddress(plan, 1);
  const address = nodeAddress(plan, number);
  await batch(first, [`link add ${port} type veth peer name ${bridge} netns ${machine.init}`]);
  await batch(first, [
    `link set ${port} master ${bridge} up`,
    `route add ${podRange(plan, number)} via ${address}`,
  ]);
  await batch(machine, [
    `addr add ${address}/24 dev ${bridge}`,
    `link set ${bridge} up`,
    `route add ${plan.pods} via ${hub}`,
    `route add ${plan.services} via ${hub}`,
  ]);
}

/** Removes the link, and its routes with it. It may be gone already: it goes with the first node. */
export async function unwire(plan: NetworkPlan): Promise<void> {
  await run('ip', ['link', 'del', plan.link], { okCodes: [0, 1] });
}

/** Runs lines of ip(8) inside a machine's network namespace, or in ours; pids in them are ours either way. */
async function batch(machine: Machine | undefined, lines: readonly string[]): Promise<void> {
  const [file, ...args] = [...(machine ? ['nsenter', '-t', String(machine.init), '-n'] : []), 'ip'];
  await run(file, [...args, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
