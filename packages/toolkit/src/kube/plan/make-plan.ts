import type { KubeClient } from '../api/client.ts';
import { formatGroupKind, refId, refOf, type KubeObject, type ObjectRef } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { fetchParent, joinScopes, newHashKey, servedKinds, type SetScope } from '../sets/parent.ts';
import { judge, type JudgeFacts, type JudgeOptions } from './_judge.ts';
import { prepareDesired, type Desired } from './desired.ts';
import { readLive, readMembers } from './live.ts';
import type { Plan, PlannedChange } from './plan.ts';
import { inParallel } from './pool.ts';
import { protectionOf } from './protection.ts';
import { waveOf } from './waves.ts';

export interface PlanOptions {
  /** Take fields that other managers own with other values. */
  readonly forceConflicts?: boolean;
  /** Objects of others that may become part of the set: `Namespace meet`, `Deployment.apps meet/web` (see `refId`). */
  readonly adopt?: readonly string[];
  /** Delete what the set no longer has even when it may hold data. */
  readonly allowDataLoss?: boolean;
  /** Let the server judge objects that do not exist yet; costs a request each. Default true. */
  readonly checkCreates?: boolean;
  /** What was applied last (from the history), to tell drift from a changed config. */
  readonly lastApplied?: readonly KubeObject[];
  /** Key of the hashes for a set that has none yet; default: a random one. */
  readonly hashKey?: string;
  readonly signal?: AbortSignal;
}

/** Requests at a time: more only queue up in the API server. */
const width = 16;

/**
 * Compares a set of objects with the cluster. Changes nothing: the server is asked by dry runs.
 * @throws KUBE_OBJECT_INVALID, KUBE_OBJECT_TWICE, KUBE_KIND_UNKNOWN, KUBE_SET_FOREIGN and what the server throws
 */
export async function makePlan(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: PlanOptions = {},
): Promise<Plan> {
  const { signal } = options;
  const parent = await fetchParent(client, set, signal);
  const hashKey = parent?.hashKey ?? options.hashKey ?? newHashKey();
  const desired = await prepareDesired(client, set, objects, hashKey, signal);
  const live = await readLive(client, desired, signal);
  const facts: JudgeFacts = {
    client,
    set,
    hashKey,
    all: desired.map((item) => item.object),
    live,
    last: new Map((options.lastApplied ?? []).map((object) => [refId(refOf(object)), object])),
    newNamespaces: await missingNamespaces(client, desired, live, signal),
  };
  const judgeOptions: JudgeOptions = {
    forceConflicts: options.forceConflicts ?? false,
    adopt: new Set(options.adopt),
    checkCreates: options.checkCreates ?? true,
    signal,
  };
  const changes = await inParallel(desired, width, (item) => judge(facts, item, judgeOptions));
  const leftovers = await judgeLeftovers(client, set, desired, parent, options);
  return {
    version: 1,
    set,
    hashKey,
    server: client.access.server.origin,
    changes: [...inOrder(changes), ...leftovers],
  };
}

/** Where members of a set of objects are. */
export function scopeOfRefs(set: ObjectSet, refs: readonly ObjectRef[]): SetScope {
  const namespaces = refs.map((ref) => ref.namespace).filter((name) => name !== undefined);
  return {
    groupKinds: [...new Set(refs.map(formatGroupKind))].sort(),
    namespaces: [...new Set([set.namespace, ...namespaces])].sort(),
  };
}

function inOrder(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.toSorted((a, b) => waveOf(a.ref) - waveOf(b.ref) || (refId(a.ref) < refId(b.ref) ? -1 : 1));
}

/** Members of the set that the config no longer has, last wave first. */
async function judgeLeftovers(
  client: KubeClient,
  set: ObjectSet,
  desired: readonly Desired[],
  scope: SetScope | undefined,
  options: PlanOptions,
): Promise<PlannedChange[]> {
  const wanted = scopeOfRefs(
    set,
    desired.map((item) => refOf(item.object)),
  );
  // A set whose parent was lost is still found where the config itself is.
  const { groupKinds, namespaces } = scope ? joinScopes(scope, wanted) : wanted;
  const kinds = await servedKinds(client, groupKinds, options.signal);
  const members = await readMembers(client, set, { kinds, namespaces }, options.signal);
  const kept = new Set(desired.map((item) => refId(refOf(item.object))));
  const leftovers = members.filter(
    (member) => !kept.has(refId(refOf(member))) && member.metadata.deletionTimestamp === undefined,
  );
  return leftovers
    .map((member) => leftover(member, options.allowDataLoss ?? false))
    .sort((a, b) => waveOf(b.ref) - waveOf(a.ref));
}

export function leftover(member: KubeObject, allowDataLoss: boolean): PlannedChange {
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

/** Namespaces of the plan that are not there, or not for long. */
async function missingNamespaces(
  client: KubeClient,
  desired: readonly Desired[],
  live: ReadonlyMap<string, KubeObject>,
  signal?: AbortSignal,
): Promise<Set<string>> {
  const inUse = new Set([...live.values()].map((object) => object.metadata.namespace));
  const names = new Set(
    desired.map((item) => item.object.metadata.namespace).filter((name) => name !== undefined),
  );
  const missing = new Set<string>();
  for (const name of names) {
    if (inUse.has(name)) continue;
    const found = await client.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal ? { signal } : {});
    if (!found || found.metadata.deletionTimestamp !== undefined) missing.add(name);
  }
  return missing;
}
