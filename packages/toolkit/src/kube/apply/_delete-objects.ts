import type { PlannedChange } from '../plan/plan.ts';
import { inParallel } from '../plan/pool.ts';
import { hasPods, inSteps } from '../plan/waves.ts';
import type { ChangeContext } from './_context.ts';
import { waitGone } from './wait-gone.ts';

/** Deletes what the plan says, in the reverse of the order of an apply, and waits until each step is gone. */
export async function deleteObjects(
  context: ChangeContext,
  changes: readonly PlannedChange[],
): Promise<number> {
  for (const change of changes.filter(({ action }) => action === 'protected')) {
    context.emit({ type: 'kept', ref: change.ref, why: change.notes.join('; ') });
  }
  const doomed = changes.filter((change) => change.action === 'delete');
  for (const step of inSteps(doomed).reverse()) {
    await inParallel(step, context.width, async (change) => {
      const started = performance.now();
      const uid = change.live?.uid;
      await context.client.delete(change.ref, {
        ...(uid ? { uid } : {}),
        // With its pods: what they use goes in the next steps, and a namespace with pods in it is looked at again only
        // after half of their grace period.
        propagation: hasPods(change.ref) ? 'Foreground' : 'Background',
        signal: context.signal,
      });
      await waitGone(context.client, change.ref, uid, context);
      context.emit({
        type: 'object',
        ref: change.ref,
        outcome: 'deleted',
        ms: Math.round(performance.now() - started),
      });
    });
  }
  return doomed.length;
}
