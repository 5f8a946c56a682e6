import { fieldsOf, listOf, textOf, valueAt, type KubeObject } from '../kube/index.ts';
import { hostPortsOf } from './host-port.ts';
import { mustBeApart, refusalOf } from './scheduling.ts';
import { matches } from './selectors.ts';
import type { PodSet } from './subject.ts';

/** Whether one node may come to hold every pod of a part; without nodes to look at, what the pods say decides. */
export function mayShareOneNode(part: readonly PodSet[], nodes: readonly KubeObject[] | undefined): boolean {
  if (part.some((set) => set.replicas > 1 && isSpread(set))) return false;
  if (nodes === undefined) return !portsKeepApart(part);
  // The nodes that each workload may be on; when no node is in all of them, the pods are apart by their selectors.
  const places = part.map((set) =>
    nodes.filter((node) => refusalOf(node, set) === undefined).map(({ metadata }) => metadata.name),
  );
  const [first = [], ...others] = places;
  const shared = first.filter((name) => others.every((names) => names.includes(name)));
  if (shared.length === 0) return false;
  return !portsKeepApart(part);
}

function isSpread(set: PodSet): boolean {
  if (mustBeApart(set) !== undefined) return true;
  if (hostPortsOf(set.spec).length > 0) return true;
  return listOf(valueAt(set.spec, 'topologySpreadConstraints'))
    .map(fieldsOf)
    .some(
      (rule) =>
        rule['whenUnsatisfiable'] !== 'ScheduleAnyway' &&
        textOf(rule['topologyKey']) !== undefined &&
        matches(rule['labelSelector'], set.labels),
    );
}

/** Two workloads that want the same port of a node are never on one. */
function portsKeepApart(part: readonly PodSet[]): boolean {
  const ports = part.flatMap((set) => hostPortsOf(set.spec));
  return new Set(ports).size < ports.length;
}
