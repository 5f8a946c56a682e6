import type { KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { count, doubt, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import { labelsOf, mustBeApart, refusalOf } from '../scheduling.ts';
import type { PodSet } from '../subject.ts';

export const nodes: Check = {
  name: 'nodes',
  title: 'Nodes that can take the pods',
  async run(subject, view) {
    const all = await view.list({ apiVersion: 'v1', kind: 'Node' });
    if (subject.pods.length === 0) return { findings: [] };
    if (all.length === 0)
      return {
        findings: [problem('PREFLIGHT_NO_NODE', null, 'the cluster has no nodes', 'add one')],
      };
    return {
      findings: subject.pods.flatMap((set) => judge(set, all)),
      note: count(all.length, 'node'),
    };
  },
};

function judge(set: PodSet, all: readonly KubeObject[]): PreflightFinding[] {
  const fit = all.filter((node) => refusalOf(node, set) === undefined);
  if (fit.length === 0) {
    const message = `no node can take its pods: ${reasons(set, all)}`;
    const hint = 'label or untaint nodes, add some, or change what the pods ask for';
    return set.maxReplicas === 0
      ? [doubt('PREFLIGHT_NO_NODE', set.title, message, hint)]
      : [problem('PREFLIGHT_NO_NODE', set.title, message, hint)];
  }
  const key = mustBeApart(set);
  if (key === undefined) return [];
  const places = new Set(fit.map((node) => labelsOf(node)[key])).size;
  if (places >= set.maxReplicas) return [];
  const words = (replicas: number) =>
    `${count(replicas, 'pod')} must be apart by ${key}, and ${count(places, 'such place takes', 'such places take')} them`;
  return places < set.replicas
    ? [problem('PREFLIGHT_FEW_NODES', set.title, words(set.replicas), 'add nodes, or ask for fewer pods')]
    : [doubt('PREFLIGHT_FEW_NODES', set.title, `at its largest, ${words(set.maxReplicas)}`)];
}

/** As the scheduler counts them: `2 nodes lack the label a=b; 1 node has the taint c:NoSchedule`. */
function reasons(set: PodSet, all: readonly KubeObject[]): string {
  const byReason = Map.groupBy(all, (node) => refusalOf(node, set) ?? '');
  return [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, some]) =>
      some.length === 1 ? `${some[0]?.metadata.name} ${reason}` : `of ${some.length} nodes each ${reason}`,
    )
    .join('; ');
}
