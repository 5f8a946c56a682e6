import type { KubeClient } from '../api/client.ts';
import { contentOf, lastApplied } from '../history/history.ts';
import type { KubeObject } from '../objects/object.ts';
import { makePlan, type PlanOptions } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';

/** What `applySet` would do, with what others did since the last apply marked as drift. Changes nothing. */
export async function planSet(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: Omit<PlanOptions, 'lastApplied'> = {},
): Promise<Plan> {
  const last = lastApplied(client, set, options.signal ? { signal: options.signal } : {});
  return makePlan(client, set, objects, { ...options, lastApplied: contentOf(last) });
}
