import { formatGroupKind, groupOf, type TypeRef } from '../objects/object.ts';
import { groupBy } from './group-by.ts';

const workloads = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'ReplicaSet.apps',
  'Pod',
  'Job.batch',
  'CronJob.batch',
];

/** Its pods end after it does, unless they are waited for. */
export function hasPods(type: TypeRef): boolean {
  return workloads.includes(formatGroupKind(type));
}

/**
 * The order in which kinds are applied: each wave may refer to those before it. Deleting goes the other way.
 * No more waves than that needs: each ends with its slowest answer, and the server has less and less to do until then.
 * What no line names goes where operators' own kinds belong: after the workloads that may serve them.
 */
const order: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition.apiextensions.k8s.io'],
  [
    'PriorityClass.scheduling.k8s.io',
    'StorageClass.storage.k8s.io',
    'RuntimeClass.node.k8s.io',
    'ResourceQuota',
    'LimitRange',
    'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  ],
  [
    'ServiceAccount',
    'Role.rbac.authorization.k8s.io',
    'ClusterRole.rbac.authorization.k8s.io',
    'NetworkPolicy.networking.k8s.io',
    'ConfigMap',
    'PersistentVolume',
    'Service',
    'PodDisruptionBudget.policy',
  ],
  [
    'RoleBinding.rbac.authorization.k8s.io',
    'ClusterRoleBinding.rbac.authorization.k8s.io',
    // One that holds a token is deleted when its ServiceAccount is not there.
    'Secret',
    'PersistentVolumeClaim',
    'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  ],
  workloads,
  ['HorizontalPodAutoscaler.autoscaling', 'GatewayClass.gateway.networking.k8s.io'],
];
const routes = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'Ingress']);

export function waveOf(type: TypeRef): number {
  const name = formatGroupKind(type);
  const index = order.findIndex((kinds) => kinds.includes(name));
  if (index >= 0) return index;
  if (name === 'Gateway.gateway.networking.k8s.io') return order.length;
  if (routes.has(type.kind)) return order.length + 1;
  // They stand between the cluster and its objects: only once what they call is there.
  if (['admissionregistration.k8s.io', 'apiregistration.k8s.io'].includes(groupOf(type.apiVersion)))
    return order.length + 3;
  return order.length + 2;
}

/** Kinds that the next wave cannot do without: they have to be ready first, not only accepted. */
export function gatesNextWave(type: TypeRef): boolean {
  return waveOf(type) <= 1;
}

/** Groups of equal wave, in order. */
export function inWaves<T>(items: readonly T[], typeOf: (item: T) => TypeRef): T[][] {
  return grouped(items, (item) => waveOf(typeOf(item)));
}

/** Groups that are applied one after the other: by level, and in waves inside it. Deleting goes the other way. */
export function inSteps<T extends { readonly ref: TypeRef; readonly level?: number }>(
  changes: readonly T[],
): T[][] {
  return grouped(changes, ({ level }) => level ?? 0).flatMap((group) => inWaves(group, ({ ref }) => ref));
}

function grouped<T>(items: readonly T[], numberOf: (item: T) => number): T[][] {
  const groups = groupBy(items, numberOf);
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}
