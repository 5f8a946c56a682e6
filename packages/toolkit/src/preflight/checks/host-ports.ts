import { fieldsOf, formatRef, refOf, textOf, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { count, enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import { refusalOf } from '../scheduling.ts';
import { hostPortsOf } from '../host-port.ts';
import type { PodSet, Subject } from '../subject.ts';
import { containsAll } from '../selectors.ts';

export const hostPorts: Check = {
  name: 'host-ports',
  title: 'Ports of the nodes that pods want for themselves',
  async run(subject, view) {
    const wishes = subject.pods.flatMap((set) => hostPortsOf(set.spec).map((port) => ({ set, port })));
    if (wishes.length === 0) return { findings: [], note: 'the set asks for none' };
    const [all, running] = await Promise.all([
      view.list({ apiVersion: 'v1', kind: 'Node' }),
      view.list({ apiVersion: 'v1', kind: 'Pod' }),
    ]);
    const foreign = running.filter((pod) => holdsPorts(pod) && !isOurs(pod, subject));
    const byPort = Map.groupBy(wishes, ({ port }) => port);
    const findings = [...byPort].flatMap(([port, uses]) =>
      judge(
        port,
        uses.map(({ set }) => set),
        all,
        foreign,
      ),
    );
    return { findings: merge(findings) };
  },
};

function holdsPorts(pod: KubeObject): boolean {
  const phase = fieldsOf(pod['status'])['phase'];
  return phase !== 'Succeeded' && phase !== 'Failed' && hostPortsOf(fieldsOf(pod['spec'])).length > 0;
}

/** Pods of the set's own workloads make room for their successors. */
function isOurs(pod: KubeObject, subject: Subject): boolean {
  return subject.pods.some(
    (set) =>
      set.namespace === pod.metadata.namespace &&
      Object.keys(set.labels).length > 0 &&
      containsAll(set.labels, pod.metadata.labels ?? {}),
  );
}

interface Clash {
  readonly port: string;
  readonly set: PodSet;
  readonly message: (ports: string) => string;
  /** Findings with the same key differ in their port alone. */
  readonly key: string;
}

function judge(
  port: string,
  sets: readonly PodSet[],
  all: readonly KubeObject[],
  foreign: readonly KubeObject[],
): Clash[] {
  const holders = foreign.filter((pod) => hostPortsOf(fieldsOf(pod['spec'])).includes(port));
  const taken = new Map(holders.map((pod) => [textOf(fieldsOf(pod['spec'])['nodeName']) ?? '', pod]));
  const free = new Set<string>();
  const clashes = sets.flatMap((set): Clash[] => {
    const fit = all.filter((node) => refusalOf(node, set) === undefined).map(({ metadata }) => metadata.name);
    const left = fit.filter((name) => !taken.has(name));
    for (const name of left) free.add(name);
    const needed = set.everyNode ? fit.length : set.maxReplicas;
    // Without any node that fits, another check has said so.
    if (fit.length === 0 || left.length >= needed) return [];
    const names = enumerate([
      ...new Set(fit.flatMap((name) => taken.get(name) ?? []).map((pod) => formatRef(refOf(pod)))),
    ]);
    const why = names
      ? `${names} ${holders.length === 1 ? 'has' : 'have'} it`
      : 'each pod needs a node of its own';
    const message = (ports: string) =>
      `port ${ports} of the node is free on ${left.length} of the ${count(fit.length, 'node')} that its ${count(needed, 'pod')} may be on: ${why}`;
    return [{ port, set, message, key: `${set.title} ${left.length} ${names}` }];
  });
  if (clashes.length > 0) return clashes;
  const total = sets.reduce((sum, set) => sum + (set.everyNode ? 0 : set.maxReplicas), 0);
  const [first, ...others] = sets;
  if (!first || others.length === 0 || total <= free.size || free.size === 0) return [];
  const names = enumerate(others.map(({ title }) => title));
  const message = (ports: string) =>
    `port ${ports} of the node is wanted by ${names} as well: ${count(total, 'pod')} in all, on ${count(free.size, 'node')}`;
  return [{ port, set: first, message, key: `${first.title} with ${names}` }];
}

function merge(clashes: readonly Clash[]): PreflightFinding[] {
  return [...Map.groupBy(clashes, ({ key }) => key).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const ports = enumerate(same.map(({ port }) => port));
    const hint = 'use other ports or more nodes, or move what is in the way';
    return [problem('PREFLIGHT_HOST_PORT', first.set.title, first.message(ports), hint)];
  });
}
