import {
  lastApplied,
  refOf,
  restartSet,
  type ApplyEvent,
  type KubeObject,
  type ObjectRef,
  type RestartedWorkload,
  type RestartSetOptions,
} from '../kube/index.ts';
import { notApplied } from './callee.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';

export interface RestartPlatformOptions extends RestartSetOptions {
  /** Names of workloads as `stoa status` shows them; default: the session backends. */
  readonly components?: readonly string[];
}

export interface ClusterRestart {
  readonly platform: string;
  readonly namespace: string;
  /** In the order of restarting. */
  readonly workloads: readonly RestartedWorkload[];
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
  const workloads = yield* restartSet(client, set, chosen, options);
  return { platform: platform.name, namespace: set.namespace, workloads };
}

/** A name that several kinds or namespaces share means all of them. */
function choose(platform: string, content: readonly KubeObject[], names: readonly string[]): ObjectRef[] {
  const workloads = content.filter(({ kind }) => kinds.has(kind)).map(refOf);
  return [...new Set(names)].flatMap((name) => {
    const found = workloads.filter((ref) => ref.name === name);
    if (found.length > 0) return found;
    throw clusterErrors.make('CLUSTER_NO_WORKLOAD', `${platform} has no workload "${name}"`, {
      hint: `choose from ${workloads.map((ref) => ref.name).join(', ')}`,
    });
  });
}
