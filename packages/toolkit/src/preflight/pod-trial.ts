import type { KubeObject } from '../kube/index.ts';
import type { PodSet } from './subject.ts';
import type { ClusterView, DryRun } from './view.ts';

/**
 * What the API server says to one of these pods. Admission of pods (Pod Security, LimitRanges, quotas, webhooks) does
 * not look at the objects that make them, so only a pod itself brings it to speak.
 * Undefined when it cannot be tried yet: its namespace or its account comes with the set.
 */
export async function tryPod(pods: PodSet, view: ClusterView): Promise<DryRun | undefined> {
  const { namespace, spec } = pods;
  if (!(await view.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }))) return undefined;
  const account = typeof spec['serviceAccountName'] === 'string' ? spec['serviceAccountName'] : 'default';
  if (!(await view.get({ apiVersion: 'v1', kind: 'ServiceAccount', name: account, namespace })))
    return undefined;
  return await view.tryCreate(podOf(pods));
}

function podOf({ owner, namespace, labels, spec }: PodSet): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${owner.metadata.name.slice(0, 50)}-preflight`, namespace, labels },
    spec,
  };
}
