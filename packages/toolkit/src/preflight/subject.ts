import {
  customKindsOf,
  fieldsOf,
  formatRef,
  groupOf,
  listOf,
  numberOf,
  refId,
  refOf,
  textOf,
  valueAt,
  type Fields,
  type KubeObject,
  type ObjectRef,
} from '../kube/index.ts';
import type { ClusterView } from './view.ts';

/** Pods that an object of the set makes. */
export interface PodSet {
  readonly owner: KubeObject;
  /** `Deployment calls/web` */
  readonly title: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of each pod, where controllers give every one its own (StatefulSets); else those of the template. */
  readonly podLabels: readonly Readonly<Record<string, string>>[];
  readonly spec: Fields;
  /** How many there are at least; a DaemonSet's count as one. */
  readonly replicas: number;
  /** How many an autoscaler may make of them. */
  readonly maxReplicas: number;
  /** One on each node that takes it. */
  readonly everyNode: boolean;
  /** They end by themselves. */
  readonly passing: boolean;
}

/** The objects that are to be, with what the checks ask of them. */
export interface Subject {
  /** With namespaces filled in. */
  readonly objects: readonly KubeObject[];
  readonly pods: readonly PodSet[];
  /** Namespaces that objects are in, sorted. */
  readonly namespaces: readonly string[];
  /** The one that keeps the set's own state. */
  readonly home: string;
  ofKind(group: string, kind: string): readonly KubeObject[];
  find(ref: ObjectRef): KubeObject | undefined;
}

/** Places each object as an apply would: without a namespace it belongs to the platform's. */
export async function makeSubject(
  objects: readonly KubeObject[],
  home: string,
  view: Pick<ClusterView, 'served'>,
): Promise<Subject> {
  const own = new Map(
    objects.flatMap(customKindsOf).map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind.namespaced]),
  );
  const placed = await Promise.all(
    objects.map(async (object) => {
      const known = (await view.served(object))?.namespaced ?? own.get(`${object.apiVersion} ${object.kind}`);
      // What nobody knows is mostly namespaced; that it is not known is told by a check of its own.
      const namespaced = known ?? true;
      const { namespace, ...metadata } = object.metadata;
      return { ...object, metadata: namespaced ? { ...metadata, namespace: namespace ?? home } : metadata };
    }),
  );
  return subjectOf(placed, home);
}

/** The subject of objects whose namespaces are filled in. */
export function subjectOf(objects: readonly KubeObject[], home: string): Subject {
  const byId = new Map(objects.map((object) => [refId(refOf(object)), object]));
  const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  const ofKind = (group: string, kind: string) =>
    objects.filter((object) => object.kind === kind && groupOf(object.apiVersion) === group);
  return {
    objects,
    home,
    ofKind,
    pods: objects.flatMap((object) => podsOf(object, ofKind('autoscaling', 'HorizontalPodAutoscaler'))),
    namespaces: [...namespaces].sort(),
    find: (ref) => byId.get(refId(ref)),
  };
}

const templates: Readonly<Record<string, readonly string[]>> = {
  'Deployment.apps': ['spec', 'template'],
  'ReplicaSet.apps': ['spec', 'template'],
  'StatefulSet.apps': ['spec', 'template'],
  'DaemonSet.apps': ['spec', 'template'],
  'Job.batch': ['spec', 'template'],
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
  'Pod.': [],
};

function podsOf(owner: KubeObject, scalers: readonly KubeObject[]): PodSet[] {
  const path = templates[`${owner.kind}.${groupOf(owner.apiVersion)}`];
  if (!path) return [];
  const template = fieldsOf(valueAt(owner, ...path));
  const scaler = scalers.find((one) => scales(one, owner));
  const asked = numberOf(valueAt(owner, 'spec', 'replicas')) ?? 1;
  const least = scaler ? (numberOf(valueAt(scaler, 'spec', 'minReplicas')) ?? 1) : asked;
  const most = scaler ? (numberOf(valueAt(scaler, 'spec', 'maxReplicas')) ?? least) : asked;
  const labels = fieldsOf(valueAt(template, 'metadata', 'labels')) as Record<string, string>;
  const counted = ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(owner.kind);
  return [
    {
      owner,
      title: formatRef(refOf(owner)),
      namespace: owner.metadata.namespace ?? '',
      labels,
      podLabels: labelsOfPods(owner, labels, most),
      spec: withClaims(owner, fieldsOf(template['spec'])),
      replicas: counted ? least : 1,
      maxReplicas: counted ? most : 1,
      everyNode: owner.kind === 'DaemonSet',
      passing: owner.kind === 'Job' || owner.kind === 'CronJob',
    },
  ];
}

/** By its own name a Service leads to one pod of a StatefulSet (Kubernetes, "StatefulSets", pod name label). */
function labelsOfPods(owner: KubeObject, labels: Readonly<Record<string, string>>, pods: number) {
  if (owner.kind !== 'StatefulSet') return [labels];
  const first = numberOf(valueAt(owner, 'spec', 'ordinals', 'start')) ?? 0;
  return Array.from({ length: pods }, (_, index) => ({
    ...labels,
    'statefulset.kubernetes.io/pod-name': `${owner.metadata.name}-${first + index}`,
    'apps.kubernetes.io/pod-index': String(first + index),
  }));
}

export function scales(scaler: KubeObject, owner: KubeObject): boolean {
  const target = fieldsOf(valueAt(scaler, 'spec', 'scaleTargetRef'));
  return (
    target['kind'] === owner.kind &&
    target['name'] === owner.metadata.name &&
    scaler.metadata.namespace === owner.metadata.namespace
  );
}

/** The claims that a StatefulSet makes are volumes of its pods. */
function withClaims(owner: KubeObject, spec: Fields): Fields {
  const names = listOf(valueAt(owner, 'spec', 'volumeClaimTemplates')).flatMap(
    (claim) => textOf(valueAt(claim, 'metadata', 'name')) ?? [],
  );
  if (names.length === 0) return spec;
  const volumes = names.map((name) => ({ name, emptyDir: {} }));
  return { ...spec, volumes: [...listOf(spec['volumes']), ...volumes] };
}

/** All containers of a pod, those that start before the others included. */
export function containersOf(spec: Fields): Fields[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listOf(spec[list]).map(fieldsOf),
  );
}
