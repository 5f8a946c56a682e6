import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import { lastApplied, listRevisions, readRevision } from '../history/history.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { makePlan } from '../plan/make-plan.ts';
import { pendingChanges, obstacles, type Plan, type PlannedChange } from '../plan/plan.ts';
import { applySet, type ApplyResult, type ApplySetOptions } from './apply-set.ts';
import type { ApplyEvent } from './events.ts';

/**
 * Goes back to an earlier revision by applying its objects anew, as a revision of its own.
 * @param revision default: the newest that was once in place and is not the newest of all
 * @throws KUBE_REVISION_MISSING and what `applySet` throws
 */
export async function* rollbackSet(
  client: KubeClient,
  set: ObjectSet,
  revision?: number,
  options: ApplySetOptions = {},
): AsyncGenerator<ApplyEvent, ApplyResult, void> {
  const call = options.signal ? { signal: options.signal } : {};
  const target = revision ?? (await previousRevision(client, set));
  const { content } = await readRevision(client, set, target, call);
  return yield* applySet(client, set, content, {
    note: `rollback to ${target}`,
    ...options,
    rollbackOf: target,
  });
}

async function previousRevision(client: KubeClient, set: ObjectSet): Promise<number> {
  const [newest, ...older] = await listRevisions(client, set);
  const found = older.find((info) => info.state === 'deployed' || info.state === 'superseded');
  if (newest && found) return found.revision;
  throw kubeErrors.make('KUBE_REVISION_MISSING', `${set.name} has no earlier revision that was in place`, {
    hint: '`stoa history` lists what there is',
  });
}

/** How the cluster differs from what was applied last; undefined when nothing ever was. */
export async function findDrift(
  client: KubeClient,
  set: ObjectSet,
  signal?: AbortSignal,
): Promise<{ readonly plan: Plan; readonly drifted: readonly PlannedChange[] } | undefined> {
  const call = signal ? { signal } : {};
  const last = await lastApplied(client, set, call);
  if (!last) return undefined;
  const plan = await makePlan(client, set, last.content, { lastApplied: last.content, ...call });
  return { plan, drifted: [...pendingChanges(plan), ...obstacles(plan)] };
}
