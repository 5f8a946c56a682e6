import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refId } from '../objects/object.ts';
import type { PlannedChange } from '../plan/plan.ts';
import { inParallel } from '../plan/pool.ts';
import type { ChangeContext } from './_context.ts';
import { waitReady } from './wait-ready.ts';

/**
 * Waits until what some objects depend on is ready, also when this apply changed nothing of it: an apply that was
 * killed may have.
 * @throws KUBE_NOT_READY
 */
export async function awaitDependencies(
  context: ChangeContext,
  all: readonly PlannedChange[],
  dependents: readonly PlannedChange[],
): Promise<void> {
  const { client, set, signal, width } = context;
  const ids = new Set(dependents.flatMap(({ dependsOn }) => dependsOn ?? []));
  const named = all.filter(({ ref }) => ids.has(refId(ref)));
  const live = await inParallel(named, width, async ({ ref }) => {
    const found = await client.get(ref, { signal });
    if (found) return found;
    throw kubeErrors.make('KUBE_NOT_READY', `${formatRef(ref)} is gone, and others depend on it`, {
      hint: 'run the same command again: it makes what is missing',
    });
  });
  await waitReady(client, set, live, context);
}
