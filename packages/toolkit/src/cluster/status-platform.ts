import { lookAtSfus, type SfuView } from '../admin/index.ts';
import {
  fieldsOf,
  lastApplied,
  numberOf,
  refOf,
  statusOf,
  valueAt,
  type KubeObject,
  type ObjectRef,
  type RevisionInfo,
  type StatusState,
} from '../kube/index.ts';
import { openAdmin } from './open-admin.ts';
import type { Cluster } from './open-cluster.ts';

/** One workload or listener of the platform. */
export interface ClusterComponent {
  readonly ref: ObjectRef;
  readonly state: StatusState | 'missing';
  readonly message: string;
  /** Of workloads. */
  readonly pods: { readonly ready: number; readonly wanted: number } | null;
}

export interface ClusterStatus {
  readonly platform: string;
  readonly namespace: string;
  /** `absent`: never applied, or destroyed. `degraded`: not everything is ready, or the last apply did not end well. */
  readonly state: 'running' | 'degraded' | 'absent';
  readonly revision: Pick<RevisionInfo, 'revision' | 'state' | 'at' | 'by'> | null;
  readonly components: readonly ClusterComponent[];
  /** As a session backend sees them; empty where none is ready, or this user may not ask it. */
  readonly sfus: readonly SfuView[];
}

const shown = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Gateway', 'HTTPRoute']);

/** How what was applied last is by now, whatever the config says. */
export async function statusPlatform(cluster: Cluster, signal?: AbortSignal): Promise<ClusterStatus> {
  const { client, set, platform } = cluster;
  const call = signal ? { signal } : {};
  const base = { platform: platform.name, namespace: set.namespace };
  const last = await lastApplied(client, set, call);
  if (!last) return { ...base, state: 'absent', revision: null, components: [], sfus: [] };
  const refs = last.content.filter(({ kind }) => shown.has(kind)).map(refOf);
  const [components, sfus] = await Promise.all([
    Promise.all(refs.map(async (ref) => describe(ref, await client.get(ref, call)))),
    sfusOf(cluster, signal),
  ]);
  const ready = last.state === 'deployed' && components.every(({ state }) => state === 'current');
  const { revision, state, at, by } = last;
  return {
    ...base,
    state: ready ? 'running' : 'degraded',
    revision: { revision, state, at, by },
    components,
    sfus,
  };
}

/** Whoever may look at workloads may not always read the Secret and forward ports: that is no failure of a look. */
async function sfusOf(cluster: Cluster, signal?: AbortSignal): Promise<readonly SfuView[]> {
  try {
    await using admin = await openAdmin(cluster, signal);
    return await lookAtSfus(admin.clients);
  } catch {
    return [];
  }
}

function describe(ref: ObjectRef, live: KubeObject | undefined): ClusterComponent {
  if (!live) return { ref, state: 'missing', message: 'somebody deleted it', pods: null };
  const { state, message } = statusOf(live);
  const wanted = numberOf(valueAt(live, 'spec', 'replicas'));
  const ready = numberOf(fieldsOf(live['status'])['readyReplicas']) ?? 0;
  return { ref, state, message, pods: wanted === undefined ? null : { ready, wanted } };
}
