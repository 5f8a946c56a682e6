import type { KubeClient } from '../api/client.ts';
import { refId, refOf, sortedById, type KubeObject } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { fetchParent, newHashKey } from '../sets/parent.ts';
import { autoscalersIn } from './autoscaled.ts';
import { judge, type JudgeFacts, type JudgeOptions } from './_judge.ts';
import { dependsOnKey } from './depends-on.ts';
import { hashDesired, placeDesired, type Desired } from './desired.ts';
import { judgeLeftovers } from './leftovers.ts';
import { readLive } from './live.ts';
import { obstructs, type Plan, type PlannedChange } from './plan.ts';
import { inParallel } from './pool.ts';
import { placesOf, type Place } from './places.ts';
import { inSteps } from './waves.ts';

export interface PlanOptions {
  /** Take fields that other managers own with other values. */
  readonly forceConflicts?: boolean;
  /** Objects of others that may become part of the set: `Namespace meet`, `Deployment.apps meet/web` (see `refId`). */
  readonly adopt?: readonly string[];
  /** Delete what the set no longer has even when it may hold data. */
  readonly allowDataLoss?: boolean;
  /** Let the server judge objects that do not exist yet; costs a request each. Default true. */
  readonly checkCreates?: boolean;
  /** What was applied last (from the history), to tell drift from a changed config; may still be on its way. */
  readonly lastApplied?: readonly KubeObject[] | Promise<readonly KubeObject[]>;
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
  const lastApplied = Promise.resolve(options.lastApplied ?? []);
  // Whatever fails first is told; what is being read beside it may then fail as well.
  lastApplied.catch(() => {});
  const placed = await placeDesired(client, set, objects, signal);
  // The server lists while we hash.
  const reading = readLive(client, placed, signal);
  reading.catch(() => {});
  const parent = await fetchParent(client, set, signal);
  const hashKey = parent?.hashKey ?? options.hashKey ?? newHashKey();
  const desired = hashDesired(placed, hashKey);
  const { objects: live, lists } = await reading;
  const last = await lastApplied;
  const all = desired.map((item) => item.object);
  const facts: JudgeFacts = {
    client,
    set,
    hashKey,
    autoscalers: autoscalersIn(all),
    live,
    last: new Map(last.map((object) => [refId(refOf(object)), object])),
    newNamespaces: await missingNamespaces(client, desired, live, signal),
  };
  const judgeOptions: JudgeOptions = {
    forceConflicts: options.forceConflicts ?? false,
    adopt: new Set(options.adopt),
    checkCreates: options.checkCreates ?? true,
    signal,
  };
  const judged = await inParallel(desired, width, (item) => judge(facts, item, judgeOptions));
  const changes = withPlaces(judged, placesOf(all));
  const leftovers = await judgeLeftovers(client, set, all.map(refOf), parent, lists, options);
  return {
    version: 1,
    set,
    hashKey,
    server: client.access.server.origin,
    changes: [...inSteps(changes).flatMap((step) => sortedById(step, ({ ref }) => ref)), ...leftovers],
  };
}

function withPlaces(changes: readonly PlannedChange[], places: ReadonlyMap<string, Place>): PlannedChange[] {
  return changes.map((change) => {
    const { level = 0, dependsOn = [], problems = [] } = places.get(refId(change.ref)) ?? {};
    const placed = {
      ...change,
      ...(dependsOn.length > 0 ? { dependsOn } : {}),
      ...(level > 0 ? { level } : {}),
    };
    if (problems.length === 0) return placed;
    return {
      ...placed,
      action: obstructs(change) ? change.action : 'refused',
      notes: [...change.notes, ...problems],
      hint: change.hint ?? dependencyHint,
    };
  });
}

const dependencyHint = `${dependsOnKey} names objects of the same set: group/namespaces/NAMESPACE/Kind/name or group/Kind/name`;

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
