import { AdminClient } from '../admin/index.ts';
import { forwardPort, refOf, statusOf, type Forward, type KubeObject } from '../kube/index.ts';
import { meetNamespace } from '../stacks/index.ts';
import { notApplied } from './callee.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';
import { readMaterials } from './prepare-platform.ts';

/** The admin APIs of the session backends on a cluster, each through a port of this machine's loopback. */
export interface ClusterAdmin extends AsyncDisposable {
  readonly clients: readonly AdminClient[];
}

/**
 * Reaches the admin API of every session backend that is ready, as `kubectl port-forward` does: whoever may do that and
 * read the platform's Secret is an operator of it.
 * @throws CLUSTER_NOT_APPLIED, CLUSTER_NO_POD
 */
export async function openAdmin(cluster: Cluster, signal?: AbortSignal): Promise<ClusterAdmin> {
  const { client, platform, set } = cluster;
  const { adminToken } = await readMaterials(cluster, signal);
  if (adminToken === undefined) throw notApplied(platform.name, set.namespace);
  const pods = (await backendsOf(cluster, signal)).filter((pod) => statusOf(pod).state === 'current');
  if (pods.length === 0) {
    throw clusterErrors.make('CLUSTER_NO_POD', `no session backend of ${platform.name} is ready`, {
      hint: 'look at stoa status and stoa logs meet',
    });
  }
  const forwards: Forward[] = [];
  const close = async () => {
    await Promise.all(forwards.map((forward) => forward.close()));
  };
  const open = async (pod: KubeObject) => {
    const forward = await forwardPort(client, refOf(pod), platform.meet.adminPort);
    forwards.push(forward);
    return new AdminClient(pod.metadata.name, `http://${forward.host}:${forward.port}`, adminToken);
  };
  const opened = await Promise.allSettled(pods.map(open));
  const failed = opened.find((one) => one.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const clients = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { clients, [Symbol.asyncDispose]: close };
}

async function backendsOf(
  { client, platform, target }: Cluster,
  signal?: AbortSignal,
): Promise<readonly KubeObject[]> {
  const labelSelector = `app.kubernetes.io/part-of=${platform.name},app.kubernetes.io/name=meet`;
  const namespace = meetNamespace({ platform, target });
  const call = { namespace, labelSelector, ...(signal ? { signal } : {}) };
  return (await client.list({ apiVersion: 'v1', kind: 'Pod' }, call)).items;
}
