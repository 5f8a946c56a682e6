import {
  lastApplied,
  numberOf,
  refOf,
  restartSet,
  valueAt,
  type ApplyEvent,
  type KubeObject,
  type ObjectRef,
  type Restarted,
  type RestartSetOptions,
} from '../kube/index.ts';
import { notApplied } from './callee.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';

export interface RestartPlatformOptions extends RestartSetOptions {
  /** Workloads as `stoa status` names them, and SFUs (pods that keep their names); default: the session backends. */
  readonly components?: readonly string[];
}

export interface ClusterRestart {
  readonly platform: string;
  readonly namespace: string;
  /** In the order of restarting. */
  readonly restarted: readonly Restarted[];
}

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
const sessionBackends = 'meet';

/**
 * Replaces the pods of workloads of what was applied last, one workload after the other. Pods drain before they stop.
 * @throws CLUSTER_NOT_APPLIED, CLUSTER_NO_WORKLOAD before anything is restarted; and what `restartSet` throws
 */
export async function* restartPlatform(
  cluster: Cluster,
  { components = [], ...options }: RestartPlatformOptions = {},
): AsyncGenerator<ApplyEvent, ClusterRestart, void> {
  const { client, set, platform } = cluster;
  const last = await lastApplied(client, set, options.signal ? { signal: options.signal } : {});
  if (!last) throw notApplied(platform.name, set.namespace);
  const names = components.length > 0 ? components : [sessionBackends];
  const chosen = choose(platform.name, last.content, names);
  const restarted = yield* restartSet(client, set, chosen, options);
  return { platform: platform.name, namespace: set.namespace, restarted };
}

/** A name that several kinds or namespaces share means all of them. */
function choose(platform: string, content: readonly KubeObject[], names: readonly string[]): ObjectRef[] {
  const workloads = content.filter(({ kind }) => kinds.has(kind));
  const known = [...workloads.map(refOf), ...workloads.flatMap(lastingPods)];
  return [...new Set(names)].flatMap((name) => {
    const found = known.filter((ref) => ref.name === name);
    if (found.length > 0) return found;
    throw clusterErrors.make('CLUSTER_NO_WORKLOAD', `${platform} has no workload "${name}"`, {
      hint: `choose from ${known.map((ref) => ref.name).join(', ')}`,
    });
  });
}

/** The pods of a StatefulSet: they have the same names for ever. */
function lastingPods(workload: KubeObject): ObjectRef[] {
  if (workload.kind !== 'StatefulSet') return [];
  const { name, namespace } = workload.metadata;
  const place = namespace === undefined ? {} : { namespace };
  const length = numberOf(valueAt(workload, 'spec', 'replicas')) ?? 1;
  return Array.from({ length }, (_unused, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    name: `${name}-${index}`,
    ...place,
  }));
}
