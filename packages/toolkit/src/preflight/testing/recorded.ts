import { groupOf, refId, refOf, type KubeObject, type ResourceInfo, type TypeRef } from '../../kube/index.ts';
import { subjectOf, type Subject } from '../subject.ts';
import type { AccessQuestion, ClusterView, DryRun } from '../view.ts';

/** A cluster as it was recorded: what it has, what it serves, what it says. */
export interface Recorded {
  readonly objects?: readonly KubeObject[];
  /** `apiVersion Kind` that are not served, though the table below has them. */
  readonly without?: readonly string[];
  readonly version?: string;
  readonly unready?: string;
  readonly allowed?: (question: AccessQuestion) => boolean;
  readonly apply?: (object: KubeObject) => DryRun;
  readonly create?: (object: KubeObject) => DryRun;
}

const clusterWide = new Set([
  'Namespace',
  'Node',
  'StorageClass',
  'PersistentVolume',
  'GatewayClass',
  'ClusterRole',
]);
const table: readonly (readonly [apiVersion: string, kinds: string])[] = [
  [
    'v1',
    'Namespace Node Pod Service Secret ConfigMap ServiceAccount PersistentVolumeClaim PersistentVolume ResourceQuota LimitRange',
  ],
  ['apps/v1', 'Deployment StatefulSet DaemonSet'],
  ['batch/v1', 'Job CronJob'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'NetworkPolicy Ingress IngressClass'],
  ['rbac.authorization.k8s.io/v1', 'Role RoleBinding ClusterRole'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['gateway.networking.k8s.io/v1', 'GatewayClass Gateway HTTPRoute'],
  ['metrics.k8s.io/v1beta1', 'PodMetrics'],
];

export const recordedNamespace = 'calls';

export function recorded(record: Recorded = {}): ClusterView {
  const objects = [namespace(recordedNamespace), ...(record.objects ?? [])];
  const kinds = table
    .flatMap(([apiVersion, names]) => names.split(' ').map((kind) => info({ apiVersion, kind })))
    .filter(({ apiVersion, kind }) => !record.without?.includes(`${apiVersion} ${kind}`));
  const fine = (): DryRun => ({ ok: true, warnings: [] });
  return {
    version: async () => record.version ?? 'v1.36.3',
    unready: async () => record.unready,
    served: async (type) =>
      kinds.find(({ apiVersion, kind }) => apiVersion === type.apiVersion && kind === type.kind),
    servedAs: async (group, kind) =>
      kinds.find((one) => groupOf(one.apiVersion) === group && one.kind === kind),
    list: async (type, inside) =>
      objects.filter(
        (object) =>
          object.kind === type.kind && (inside === undefined || object.metadata.namespace === inside),
      ),
    get: async (ref) => objects.find((object) => refId(refOf(object)) === refId(ref)),
    allowed: async (question) => record.allowed?.(question) ?? true,
    tryApply: async (object) => (record.apply ?? fine)(object),
    tryCreate: async (object) => (record.create ?? fine)(object),
  };
}

function info({ apiVersion, kind }: TypeRef): ResourceInfo {
  const lower = kind.toLowerCase();
  const plural = lower.endsWith('y')
    ? `${lower.slice(0, -1)}ies`
    : lower.endsWith('s')
      ? `${lower}es`
      : `${lower}s`;
  return {
    apiVersion,
    kind,
    plural,
    namespaced: !clusterWide.has(kind),
    verbs: [],
    shortNames: [],
    subresources: [],
  };
}

export function namespace(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** An object in the recorded namespace. */
export function thing(
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown> = {},
): KubeObject {
  const { metadata, ...fields } = rest as { metadata?: Record<string, unknown> };
  const place = clusterWide.has(kind) ? {} : { namespace: recordedNamespace };
  return { apiVersion, kind, metadata: { name, ...place, ...metadata }, ...fields };
}

/** A Deployment whose only container is `app`. */
export function workload(
  name: string,
  pod: Record<string, unknown> = {},
  {
    replicas = 1,
    container = {},
    labels = {},
  }: { replicas?: number; container?: object; labels?: Record<string, string> } = {},
): KubeObject {
  const all = { app: name, ...labels };
  return thing('apps/v1', 'Deployment', name, {
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: all },
        spec: { containers: [{ name: 'app', image: 'example.test/app:1', ...container }], ...pod },
      },
    },
  });
}

/** A node that is ready and has room, unless it is said otherwise. */
export function node(
  name: string,
  labels: Record<string, string> = {},
  spec: object = {},
  ready = 'True',
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: ready }],
    },
  };
}

export const subject = (...objects: KubeObject[]): Subject => subjectOf(objects, recordedNamespace);

/** What a check tells, one line each: `error Deployment calls/web: …`. */
export async function tell(
  check: { run: (subject: Subject, view: ClusterView) => Promise<unknown> },
  set: Subject,
  view: ClusterView,
): Promise<string[]> {
  const outcome = (await check.run(set, view)) as {
    findings?: { severity: string; object: string | null; message: string }[];
    skipped?: string;
  };
  if (outcome.skipped !== undefined) return [`skipped: ${outcome.skipped}`];
  return (outcome.findings ?? []).map(({ severity, object, message }) => `${severity} ${object}: ${message}`);
}
