import type { KubeClient } from '../api/client.ts';
import { formatGroupKind, refId, refOf, type KubeObject, type ObjectRef } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { joinScopes, servedKinds, type SetScope } from '../sets/parent.ts';
import { readMembers, type LiveObjects } from './live.ts';
import { placesOf } from './places.ts';
import type { PlannedChange } from './plan.ts';
import { protectionOf } from './protection.ts';
import { inSteps } from './waves.ts';

/** Where members of a set of objects are. */
export function scopeOfRefs(set: ObjectSet, refs: readonly ObjectRef[]): SetScope {
  const namespaces = refs.map((ref) => ref.namespace).filter((name) => name !== undefined);
  return {
    groupKinds: [...new Set(refs.map(formatGroupKind))].sort(),
    namespaces: [...new Set([set.namespace, ...namespaces])].sort(),
  };
}

/** Members of the set that the config no longer has, in the order in which they are deleted. */
export async function judgeLeftovers(
  client: KubeClient,
  set: ObjectSet,
  desired: readonly ObjectRef[],
  scope: SetScope | undefined,
  known: LiveObjects['lists'],
  options: { readonly allowDataLoss?: boolean; readonly signal?: AbortSignal },
): Promise<PlannedChange[]> {
  const wanted = scopeOfRefs(set, desired);
  // A set whose parent was lost is still found where the config itself is.
  const { groupKinds, namespaces } = scope ? joinScopes(scope, wanted) : wanted;
  const kinds = await servedKinds(client, groupKinds, options.signal);
  const { signal } = options;
  const members = await readMembers(client, set, { kinds, namespaces }, { known, signal });
  const kept = new Set(desired.map(refId));
  const leftovers = members.filter(
    (member) => !kept.has(refId(refOf(member))) && member.metadata.deletionTimestamp === undefined,
  );
  return judgeMembers(leftovers, options.allowDataLoss ?? false);
}

/**
 * What becomes of members that are no longer wanted, in the order in which they are deleted. What is wrong with their
 * dependencies does not matter any more: it is left out of the order.
 */
export function judgeMembers(members: readonly KubeObject[], allowDataLoss: boolean): PlannedChange[] {
  const places = placesOf(members);
  const changes = members.map((member): PlannedChange => {
    const level = places.get(refId(refOf(member)))?.level ?? 0;
    return { ...leftover(member, allowDataLoss), ...(level > 0 ? { level } : {}) };
  });
  return inSteps(changes).reverse().flat();
}

function leftover(member: KubeObject, allowDataLoss: boolean): PlannedChange {
  const why = protectionOf(member);
  const base = {
    ref: refOf(member),
    fields: [],
    conflicts: [],
    live: { uid: member.metadata.uid ?? '', resourceVersion: member.metadata.resourceVersion ?? '' },
  };
  if (why === undefined || allowDataLoss)
    return { ...base, action: 'delete', notes: why === undefined ? [] : [why] };
  return {
    ...base,
    action: 'protected',
    notes: [`it is kept: ${why}`],
    hint: 'delete it with --allow-data-loss',
  };
}
