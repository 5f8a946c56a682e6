import { randomBytes } from 'node:crypto';
import type { KubeClient } from '../api/client.ts';
import { isCode } from '../api/is-code.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { KubeObject, ObjectRef, TypeRef } from '../objects/object.ts';
import { textOf, valueAt } from '../objects/values.ts';
import { fieldManager } from '../plan/names.ts';
import type { ObjectSet } from './object-set.ts';

const idKey = 'applyset.kubernetes.io/id';
const toolingKey = 'applyset.kubernetes.io/tooling';
const kindsKey = 'applyset.kubernetes.io/contains-group-kinds';
const namespacesKey = 'applyset.kubernetes.io/additional-namespaces';
/** `<tool>/<version of its way to keep sets>`; other tools have to keep their hands off (KEP-3659). */
const tooling = 'stoa/v1';
const hashKeyField = 'hash-key';
const ownType = 'stoa.dev/set';

/** What the parent says about where members may be. */
export interface SetScope {
  /** `Deployment.apps`, `ConfigMap`; sorted. */
  readonly groupKinds: readonly string[];
  /** The set's own namespace and the additional ones; sorted. */
  readonly namespaces: readonly string[];
}

/** The parent as it is in the cluster. */
export interface SetParent extends SetScope {
  readonly uid: string;
  /** Of the Secret; it cannot change, and one that kubectl made has another than ours. */
  readonly type: string;
  /** Undefined when somebody removed it: a new one then marks every object anew. */
  readonly hashKey: string | undefined;
}

/**
 * The key of a set's hashes and marks, in base64. It lies in the parent: whoever may read it may read the set's Secrets
 * too, and nobody else can try out passwords against the hashes, which stand in pods for all to see.
 */
export function newHashKey(): string {
  return randomBytes(32).toString('base64');
}

export function parentRef(set: ObjectSet): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', name: set.name, namespace: set.namespace };
}

/** The parent as KEP-3659 wants it. Members are found by it alone, so it is written before the first of them. */
export function parentObject(
  set: ObjectSet,
  scope: SetScope,
  hashKey: string,
  type: string = ownType,
): KubeObject {
  const additional = scope.namespaces.filter((namespace) => namespace !== set.namespace);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: set.name,
      namespace: set.namespace,
      labels: { [idKey]: set.id, 'app.kubernetes.io/managed-by': 'stoa' },
      annotations: {
        [toolingKey]: tooling,
        [kindsKey]: [...new Set(scope.groupKinds)].sort().join(','),
        ...(additional.length > 0 ? { [namespacesKey]: [...new Set(additional)].sort().join(',') } : {}),
      },
    },
    type,
    data: { [hashKeyField]: hashKey },
  };
}

/** @throws KUBE_SET_FOREIGN when another tool keeps the set */
export function readParent(set: ObjectSet, parent: KubeObject): SetParent {
  const { labels = {}, annotations = {} } = parent.metadata;
  const tool = annotations[toolingKey];
  if (labels[idKey] !== set.id || tool?.split('/')[0] !== 'stoa') {
    const who = tool === undefined ? 'is no set of objects' : `is kept by ${tool}`;
    throw kubeErrors.make('KUBE_SET_FOREIGN', `Secret ${set.namespace}/${set.name} ${who}`, {
      hint: 'choose another name for the platform, or remove the Secret when it is a leftover',
    });
  }
  const split = (text: string | undefined) => (text ?? '').split(',').filter(Boolean);
  return {
    uid: parent.metadata.uid ?? '',
    type: textOf(parent['type']) ?? ownType,
    hashKey: textOf(valueAt(parent, 'data', hashKeyField)),
    groupKinds: split(annotations[kindsKey]),
    namespaces: [...new Set([set.namespace, ...split(annotations[namespacesKey])])].sort(),
  };
}

/** Undefined when the set was never applied. */
export async function fetchParent(
  client: KubeClient,
  set: ObjectSet,
  signal?: AbortSignal,
): Promise<SetParent | undefined> {
  const parent = await client.get(parentRef(set), signal ? { signal } : {});
  return parent ? readParent(set, parent) : undefined;
}

/**
 * Writes the parent; call it under the set's lock.
 * @param scopeOf gives the scope to write from the one that is there
 * @returns the scope as written
 * @throws KUBE_SET_FOREIGN when somebody else made an object of its name, however late
 */
export async function writeParent(
  client: KubeClient,
  set: ObjectSet,
  hashKey: string,
  scopeOf: (before: SetScope | undefined) => SetScope,
  signal: AbortSignal,
): Promise<SetScope> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await fetchParent(client, set, signal);
    const onlyTo = before ? { uid: before.uid } : ('absent' as const);
    const options = { fieldManager, force: true, signal, onlyTo };
    const scope = scopeOf(before);
    try {
      await client.apply(parentObject(set, scope, hashKey, before?.type), options);
      return scope;
    } catch (error) {
      if (!isCode(error, 'KUBE_CONFLICT') || attempt >= 3) throw error;
    }
  }
}

/** Everything in either scope: while an apply runs, members of the old and of the new kinds exist. */
export function joinScopes(a: SetScope, b: SetScope): SetScope {
  const join = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])].sort();
  return { groupKinds: join(a.groupKinds, b.groupKinds), namespaces: join(a.namespaces, b.namespaces) };
}

/** `Deployment.apps` → the version of it that the server prefers; kinds that it no longer serves are left out. */
export async function servedKinds(
  client: KubeClient,
  groupKinds: readonly string[],
  signal?: AbortSignal,
): Promise<TypeRef[]> {
  const found = await Promise.all(
    groupKinds.map((text) => {
      const dot = text.indexOf('.');
      const [kind, group] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
      return client.discovery.findKind(group, kind, signal);
    }),
  );
  return found.filter((info) => info !== undefined);
}
