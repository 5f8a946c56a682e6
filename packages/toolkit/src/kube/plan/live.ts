import type { KubeClient } from '../api/client.ts';
import { isCode } from '../api/is-code.ts';
import { formatGroupKind, refId, refOf, type KubeObject, type TypeRef } from '../objects/object.ts';
import { partOfKey } from './names.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import type { Desired } from './desired.ts';
import { groupBy } from './group-by.ts';
import { inParallel } from './pool.ts';

/** From so many objects of a kind in a namespace on, one list is cheaper than a request for each. */
const listFrom = 6;
const width = 16;

/** What was read of the cluster. */
export interface LiveObjects {
  /** By `refId`; more than was asked for where whole lists were read. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** All objects of a kind in a namespace, by `placeKey`. */
  readonly lists: ReadonlyMap<string, readonly KubeObject[]>;
}

/** The objects that the desired ones would meet in the cluster. */
export async function readLive(
  client: KubeClient,
  desired: readonly Desired[],
  signal?: AbortSignal,
): Promise<LiveObjects> {
  const call = signal ? { signal } : {};
  const groups = groupBy(
    desired.filter((item) => !item.kindComesWithSet).map((item) => item.object),
    (object) => `${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}`,
  );
  const objects = new Map<string, KubeObject>();
  const all = new Map<string, readonly KubeObject[]>();
  const singles = [...groups.values()].filter((group) => group.length < listFrom).flat();
  const lists = [...groups.values()].filter((group) => group.length >= listFrom);
  await inParallel([...singles, ...lists], width, async (item) => {
    if (!Array.isArray(item)) {
      const found = await client.get(refOf(item), call);
      if (found) objects.set(refId(refOf(found)), found);
      return;
    }
    const first = item[0];
    if (!first) return;
    const namespace = first.metadata.namespace;
    const { items } = await client.list(first, {
      ...(namespace === undefined ? {} : { namespace }),
      ...call,
    });
    for (const object of items) objects.set(refId(refOf(object)), object);
    all.set(placeKey(first, namespace), items);
  });
  return { objects, lists: all };
}

function placeKey(type: TypeRef, namespace: string | undefined): string {
  return `${formatGroupKind(type)} ${namespace ?? ''}`;
}

/** Where members of a set may be: what its parent says (KEP-3659). */
export interface MemberScope {
  readonly kinds: readonly TypeRef[];
  readonly namespaces: readonly string[];
}

/**
 * All objects in the cluster that carry the set's label, except those that a controller made.
 * @param options.known what was listed just now is not asked for again
 */
export async function readMembers(
  client: KubeClient,
  set: ObjectSet,
  scope: MemberScope,
  {
    known,
    signal,
  }: { readonly known?: LiveObjects['lists']; readonly signal?: AbortSignal | undefined } = {},
): Promise<KubeObject[]> {
  const isMember = ({ metadata }: KubeObject) => metadata.labels?.[partOfKey] === set.id;
  const selection = { labelSelector: `${partOfKey}=${set.id}`, ...(signal ? { signal } : {}) };
  const asked: { type: TypeRef; namespace?: string }[] = [];
  for (const type of scope.kinds) {
    const info = await client.discovery.find(type, signal);
    if (!info) continue;
    if (info.namespaced) asked.push(...scope.namespaces.map((namespace) => ({ type, namespace })));
    else asked.push({ type });
  }
  const lists = await inParallel(asked, width, async ({ type, namespace }) => {
    const listed = known?.get(placeKey(type, namespace));
    if (listed) return listed.filter(isMember);
    try {
      return (await client.list(type, { ...selection, ...(namespace === undefined ? {} : { namespace }) }))
        .items;
    } catch (error) {
      // The definition of the kind was deleted meanwhile, and all its objects with it.
      if (isCode(error, 'KUBE_NOT_FOUND')) return [];
      throw error;
    }
  });
  return lists
    .flat()
    .filter((object) => !(object.metadata.ownerReferences ?? []).some((owner) => owner.controller));
}
