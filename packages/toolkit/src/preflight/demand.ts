import { fieldsOf, listOf, textOf, valueAt, type Fields, type KubeObject } from '../kube/index.ts';
import { parseQuantity } from './quantity.ts';
import type { PodSet } from './subject.ts';

/** Amounts by the names that quotas use: `pods`, `requests.cpu`, `services.nodeports`. */
export type Demand = ReadonlyMap<string, number>;

/** What containers get that name no amount of their own (LimitRange). */
export interface ContainerDefaults {
  readonly requests: Fields;
  readonly limits: Fields;
}

export const noDefaults: ContainerDefaults = { requests: {}, limits: {} };

export function defaultsOf(ranges: readonly KubeObject[]): ContainerDefaults {
  const requests: Record<string, unknown> = {};
  const limits: Record<string, unknown> = {};
  for (const item of limitsOf(ranges, 'Container')) {
    Object.assign(limits, item['default']);
    // A default limit is the default request too, unless that one is set.
    Object.assign(requests, item['default'], item['defaultRequest']);
  }
  return { requests, limits };
}

export function limitsOf(ranges: readonly KubeObject[], type: string): Fields[] {
  return ranges.flatMap((range) =>
    listOf(valueAt(range, 'spec', 'limits'))
      .map(fieldsOf)
      .filter((item) => item['type'] === type),
  );
}

/** What a container asks for, by its own words and the defaults. A limit alone is a request too. */
export function containerAmounts(container: Fields, defaults: ContainerDefaults) {
  const own = fieldsOf(valueAt(container, 'resources', 'requests'));
  const limits = fieldsOf(valueAt(container, 'resources', 'limits'));
  return {
    requests: { ...defaults.requests, ...limits, ...own },
    limits: { ...defaults.limits, ...limits },
  };
}

/** What one pod asks for: its containers together, or its largest init container where that is more. */
export function podAmounts(spec: Fields, defaults: ContainerDefaults = noDefaults): Demand {
  const total = new Map<string, number>();
  for (const container of listOf(spec['containers']).map(fieldsOf))
    for (const [name, amount] of amountsOf(container, defaults)) add(total, name, amount);
  for (const container of listOf(spec['initContainers']).map(fieldsOf)) {
    const sidecar = container['restartPolicy'] === 'Always';
    for (const [name, amount] of amountsOf(container, defaults)) {
      if (sidecar) add(total, name, amount);
      else total.set(name, Math.max(total.get(name) ?? 0, amount));
    }
  }
  for (const [name, value] of Object.entries(fieldsOf(spec['overhead'])))
    add(total, `requests.${name}`, parseQuantity(value) ?? 0);
  return total;
}

function amountsOf(container: Fields, defaults: ContainerDefaults): [string, number][] {
  const { requests, limits } = containerAmounts(container, defaults);
  return [
    ...Object.entries(requests).map(([name, value]) => [`requests.${name}`, value] as const),
    ...Object.entries(limits).map(([name, value]) => [`limits.${name}`, value] as const),
  ].map(([name, value]) => [name, parseQuantity(value) ?? 0]);
}

/** What the pods of an object ask of a quota. */
export function podsDemand(set: PodSet, replicas: number, defaults: ContainerDefaults): Demand {
  const total = new Map<string, number>([['pods', replicas]]);
  total.set('count/pods', replicas);
  for (const [name, amount] of podAmounts(set.spec, defaults)) {
    add(total, name, amount * replicas);
    // The short names of old: `cpu` is `requests.cpu`.
    if (name.startsWith('requests.')) add(total, name.slice('requests.'.length), amount * replicas);
  }
  for (const claim of listOf(valueAt(set.owner, 'spec', 'volumeClaimTemplates')))
    for (const [name, amount] of claimDemand(claim)) add(total, name, amount * replicas);
  return total;
}

const counted = new Set(['services', 'secrets', 'configmaps', 'persistentvolumeclaims']);

/** What an object itself asks of a quota. */
export function objectDemand(object: KubeObject, plural: string, group: string): Demand {
  const total = new Map<string, number>([[`count/${group ? `${plural}.${group}` : plural}`, 1]]);
  if (object.kind === 'PersistentVolumeClaim') {
    for (const [name, amount] of claimDemand(object)) total.set(name, amount);
  } else if (group === '' && counted.has(plural)) total.set(plural, 1);
  if (object.kind === 'Service') {
    const type = textOf(valueAt(object, 'spec', 'type'));
    const ports = listOf(valueAt(object, 'spec', 'ports')).length;
    if (type === 'NodePort' || type === 'LoadBalancer') total.set('services.nodeports', ports);
    if (type === 'LoadBalancer') total.set('services.loadbalancers', 1);
  }
  return total;
}

function claimDemand(claim: unknown): [string, number][] {
  const storage = parseQuantity(valueAt(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0;
  const name = textOf(valueAt(claim, 'spec', 'storageClassName'));
  const ofClass = name ? `${name}.storageclass.storage.k8s.io/` : undefined;
  return [
    ['persistentvolumeclaims', 1],
    ['count/persistentvolumeclaims', 1],
    ['requests.storage', storage],
    ...(ofClass
      ? ([
          [`${ofClass}persistentvolumeclaims`, 1],
          [`${ofClass}requests.storage`, storage],
        ] as [string, number][])
      : []),
  ];
}

export function add(total: Map<string, number>, name: string, amount: number): void {
  total.set(name, (total.get(name) ?? 0) + amount);
}
