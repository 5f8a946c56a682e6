import { isCode, numberOf, valueAt, type KubeObject } from '../../kube/index.ts';
import { blastRadius } from '../blast-radius.ts';
import type { Check } from '../check.ts';
import { count, doubt, enumerate } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import { mayShareOneNode } from '../spread.ts';
import { matches } from '../selectors.ts';
import type { PodSet, Subject } from '../subject.ts';

export const singlePoints: Check = {
  name: 'single-points',
  title: 'Single points of failure',
  async run(subject, view) {
    // Who may not list nodes still hears the rest.
    const nodes = await view.list({ apiVersion: 'v1', kind: 'Node' }).catch((error: unknown) => {
      if (isCode(error, 'KUBE_FORBIDDEN')) return undefined;
      throw error;
    });
    const findings = partsOf(subject).flatMap((part) => judge(part, subject, nodes));
    return { findings: [...findings, ...budgets(subject)] };
  },
};

/** Workloads that do the same: each relay is a Deployment of its own, and one stands in for the other. */
function partsOf({ pods }: Subject): PodSet[][] {
  const lasting = pods.filter((set) => !set.passing && !set.everyNode && set.maxReplicas > 0);
  return [...Map.groupBy(lasting, partName).values()];
}

function partName(set: PodSet): string {
  const names = ['name', 'component', 'part-of'].map((key) => set.labels[`app.kubernetes.io/${key}`] ?? '');
  return names[0] ? `${set.namespace} ${names.join(' ')}` : set.title;
}

function judge(
  part: readonly PodSet[],
  subject: Subject,
  nodes: readonly KubeObject[] | undefined,
): PreflightFinding[] {
  const title = enumerate(part.map((set) => set.title));
  const replicas = part.reduce((sum, set) => sum + set.replicas, 0);
  if (replicas === 1) {
    const message = `there is one pod of it. While it is away: ${blastRadius(part, subject)}`;
    return [doubt('PREFLIGHT_SINGLE', title, message, 'run two or more, if it can')];
  }
  const budget = budgetsOf(part, subject);
  return [
    ...(mayShareOneNode(part, nodes)
      ? [
          doubt(
            'PREFLIGHT_ONE_NODE',
            title,
            `all of its ${count(replicas, 'pod')} may land on one node. When that one fails: ${blastRadius(part, subject)}`,
            'spread them: topologySpreadConstraints with DoNotSchedule, or required anti-affinity',
          ),
        ]
      : []),
    ...(budget.length === 0 && replicas > 1
      ? [
          doubt(
            'PREFLIGHT_NO_BUDGET',
            title,
            `no PodDisruptionBudget holds for its pods, so draining nodes may evict all ${replicas} at once`,
            'add one with maxUnavailable 1',
          ),
        ]
      : []),
  ];
}

function budgetsOf(part: readonly PodSet[], subject: Subject): KubeObject[] {
  return subject
    .ofKind('policy', 'PodDisruptionBudget')
    .filter((budget) => part.every((set) => covers(budget, set)));
}

function covers(budget: KubeObject, set: PodSet): boolean {
  return (
    budget.metadata.namespace === set.namespace && matches(valueAt(budget, 'spec', 'selector'), set.labels)
  );
}

/** A budget that never allows an eviction holds up every drain of a node. */
function budgets(subject: Subject): PreflightFinding[] {
  return subject.ofKind('policy', 'PodDisruptionBudget').flatMap((budget) => {
    const replicas = subject.pods
      .filter((set) => covers(budget, set) && !set.everyNode)
      .reduce((sum, set) => sum + set.replicas, 0);
    const allowed = evictionsAllowed(budget, replicas);
    if (replicas === 0 || allowed > 0) return [];
    const message = `it allows no eviction of its ${count(replicas, 'pod')}, so nodes cannot be drained`;
    return [doubt('PREFLIGHT_BUDGET_BLOCKS', budget, message, 'allow one pod to be away: maxUnavailable 1')];
  });
}

/** Percentages are rounded up (Kubernetes, "Specifying a Disruption Budget"). */
function evictionsAllowed(budget: KubeObject, replicas: number): number {
  const amount = (value: unknown) => {
    if (typeof value === 'string' && value.endsWith('%'))
      return Math.ceil((replicas * Number.parseFloat(value)) / 100);
    return numberOf(value) ?? Number(value);
  };
  const unavailable = valueAt(budget, 'spec', 'maxUnavailable');
  if (unavailable !== undefined) return amount(unavailable);
  return replicas - amount(valueAt(budget, 'spec', 'minAvailable') ?? 1);
}
