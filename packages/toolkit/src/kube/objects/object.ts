/** Metadata as the API server keeps it; unknown fields stay. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** Who owns which fields (Kubernetes, "Server-Side Apply": fieldsV1 is a tree of `f:name`, `k:{…}`, `v:…`). */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Any Kubernetes object as plain JSON. Nothing is modelled further, so that no field can be lost. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface GroupKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}

export interface TypeRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Names one object of a cluster; `namespace` is absent for what belongs to the whole cluster. */
export interface ObjectRef extends TypeRef {
  readonly name: string;
  readonly namespace?: string;
}

export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
}

/** `apps/v1` → `apps`; `v1` → the empty (core) group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** `Deployment.apps meet/web`: the same for every version of the API, so it compares old plans with new ones. */
export function refId(ref: ObjectRef): string {
  return `${formatGroupKind(ref)} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
}

/** In the order of their `refId`s. */
export function sortedById<T>(items: readonly T[], refFor: (item: T) => ObjectRef): T[] {
  const keyed = items.map((item) => ({ item, id: refId(refFor(item)) }));
  return keyed.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ item }) => item);
}

/** `Deployment meet/web`, for people. */
export function formatRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
}

/** `Deployment.apps`, `ConfigMap`: the spelling of ApplySets (KEP-3659) and of kubectl. */
export function formatGroupKind(type: TypeRef): string {
  const group = groupOf(type.apiVersion);
  return group ? `${type.kind}.${group}` : type.kind;
}
