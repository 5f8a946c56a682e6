import { fieldsOf, listOf, textOf, valueAt, type Fields, type KubeObject } from '../kube/index.ts';
import { podAmounts } from './demand.ts';
import { formatQuantity, parseQuantity } from './quantity.ts';
import { containsAll, matchesTerm } from './selectors.ts';
import type { PodSet } from './subject.ts';

/** Why the scheduler would not put such a pod there; undefined when it would. */
export function refusalOf(node: KubeObject, pods: PodSet): string | undefined {
  return (
    labelsRefuse(node, pods.spec) ??
    taintsRefuse(node, pods) ??
    sizeRefuses(node, pods) ??
    stateRefuses(node, pods)
  );
}

function labelsRefuse(node: KubeObject, spec: Fields): string | undefined {
  const labels = labelsOf(node);
  const named = textOf(spec['nodeName']);
  if (named !== undefined && named !== node.metadata.name) return `is not ${named}`;
  const selector = fieldsOf(spec['nodeSelector']);
  const missing = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
  if (missing.length > 0)
    return `lacks the label ${missing.map(([key, value]) => `${key}=${String(value)}`).join(', ')}`;
  return affinityAllows(node, spec) ? undefined : 'does not match the node affinity';
}

/** Terms are alternatives, the expressions of one hold together. */
function affinityAllows(node: KubeObject, spec: Fields): boolean {
  const required = valueAt(
    spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  );
  if (required === undefined) return true;
  const labels = labelsOf(node);
  // The only field that can be asked for is the node's name.
  const fields = { 'metadata.name': node.metadata.name };
  return listOf(valueAt(required, 'nodeSelectorTerms')).some((term) => {
    const expressions = listOf(valueAt(term, 'matchExpressions'));
    const byField = listOf(valueAt(term, 'matchFields'));
    if (expressions.length + byField.length === 0) return false;
    return (
      expressions.every((one) => matchesTerm(one, labels)) && byField.every((one) => matchesTerm(one, fields))
    );
  });
}

/** Taints that the controller of DaemonSets tolerates by itself, and those of passing troubles. */
const ofDaemons =
  /^node\.kubernetes\.io\/(not-ready|unreachable|(disk|memory|pid)-pressure|unschedulable|network-unavailable)$/;

function taintsRefuse(node: KubeObject, { spec, everyNode }: PodSet): string | undefined {
  const tolerations = listOf(spec['tolerations']).map(fieldsOf);
  const first = listOf(valueAt(node, 'spec', 'taints'))
    .map(fieldsOf)
    .filter((taint) => taint['effect'] !== 'PreferNoSchedule')
    .filter((taint) => !(everyNode && ofDaemons.test(textOf(taint['key']) ?? '')))
    .find((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)));
  if (!first) return undefined;
  const value = textOf(first['value']);
  return `has the taint ${textOf(first['key']) ?? ''}${value ? `=${value}` : ''}:${textOf(first['effect']) ?? ''}`;
}

export function tolerates(toleration: Fields, taint: Fields): boolean {
  if (
    toleration['effect'] !== undefined &&
    toleration['effect'] !== '' &&
    toleration['effect'] !== taint['effect']
  )
    return false;
  if (toleration['operator'] === 'Exists') return !toleration['key'] || toleration['key'] === taint['key'];
  return toleration['key'] === taint['key'] && (toleration['value'] ?? '') === (taint['value'] ?? '');
}

/** The whole node, empty: how full it is changes from minute to minute, and autoscalers of nodes look at it. */
function sizeRefuses(node: KubeObject, { spec }: PodSet): string | undefined {
  const room = fieldsOf(valueAt(node, 'status', 'allocatable'));
  for (const [name, amount] of podAmounts(spec)) {
    if (!name.startsWith('requests.') || amount === 0) continue;
    const resource = name.slice('requests.'.length);
    const has = parseQuantity(room[resource]) ?? 0;
    if (amount > has)
      return `has ${formatQuantity(has, resource)} ${resource}, and a pod asks for ${formatQuantity(amount, resource)}`;
  }
  return undefined;
}

function stateRefuses(node: KubeObject, { everyNode }: PodSet): string | undefined {
  if (everyNode) return undefined;
  if (valueAt(node, 'spec', 'unschedulable') === true) return 'is cordoned';
  const conditions = listOf(valueAt(node, 'status', 'conditions')).map(fieldsOf);
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
    ? undefined
    : 'is not ready';
}

export function labelsOf(object: KubeObject): Readonly<Record<string, string>> {
  return object.metadata.labels ?? {};
}

/** The topology key that keeps each pod from its like, when one must (`required` anti-affinity, or a spread that refuses). */
export function mustBeApart({ spec, labels }: PodSet): string | undefined {
  const rules = listOf(
    valueAt(spec, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'),
  ).map(fieldsOf);
  const rule = rules.find((one) => containsAll(valueAt(one, 'labelSelector', 'matchLabels'), labels));
  return textOf(rule?.['topologyKey']);
}
