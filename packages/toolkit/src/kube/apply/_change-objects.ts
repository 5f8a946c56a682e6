import { formatRef, refId, refOf, type KubeObject } from '../objects/object.ts';
import { autoscalersIn } from '../plan/autoscaled.ts';
import type { PlannedChange } from '../plan/plan.ts';
import { inParallel } from '../plan/pool.ts';
import { gatesNextWave, inSteps } from '../plan/waves.ts';
import { awaitDependencies } from './_await-dependencies.ts';
import { awaitKinds } from './_await-kinds.ts';
import { applyOwn } from './_apply-own.ts';
import type { ChangeContext } from './_context.ts';
import { abortReason, waitReady } from './wait-ready.ts';
import { waitGone } from './wait-gone.ts';

/**
 * Applies what is to be created or changed, wave by wave, and what depends on something when that is ready; gives the
 * objects as the server then has them.
 */
export async function changeObjects(
  context: ChangeContext,
  changes: readonly PlannedChange[],
): Promise<KubeObject[]> {
  const todo = changes.filter((change) => ['create', 'change', 'replace'].includes(change.action));
  const waves = inSteps(todo);
  const autoscalers = autoscalersIn(changes.flatMap(({ desired }) => (desired ? [desired] : [])));
  const applied: KubeObject[] = [];
  for (const [index, wave] of waves.entries()) {
    await awaitDependencies(context, changes, wave);
    context.emit({ type: 'wave', wave: index + 1, of: waves.length, objects: wave.length });
    const done = await inParallel(wave, context.width, (change) => changeOne(context, change, autoscalers));
    const gates = done.filter(gatesNextWave);
    if (gates.length > 0) {
      await waitReady(context.client, context.set, gates, context);
      await awaitKinds(context.client, gates, context);
    }
    applied.push(...done);
  }
  return withoutOldStatus(context, applied, new Set(todo.flatMap(({ dependsOn }) => dependsOn ?? [])));
}

/** What others waited for is ready by now, while its object is still that of the answer to its apply. */
function withoutOldStatus(
  { client, signal, width }: ChangeContext,
  applied: readonly KubeObject[],
  awaited: ReadonlySet<string>,
): Promise<KubeObject[]> {
  return inParallel(applied, width, async (object) => {
    const ref = refOf(object);
    return awaited.has(refId(ref)) ? ((await client.get(ref, { signal })) ?? object) : object;
  });
}

async function changeOne(
  context: ChangeContext,
  change: PlannedChange,
  autoscalers: readonly KubeObject[],
): Promise<KubeObject> {
  const { client, emit, signal } = context;
  if (signal.aborted) throw abortReason(signal);
  const started = performance.now();
  if (change.action === 'replace') await waitGone(client, change.ref, change.live?.uid, context);
  if (!change.desired) throw new Error(`no object to send for ${formatRef(change.ref)}`);
  const uid = change.action === 'change' ? change.live?.uid : undefined;
  const object = await applyOwn(context, change.desired, { uid, autoscalers });
  const outcome =
    ({ create: 'created', replace: 'replaced' } as const)[change.action as 'create' | 'replace'] ?? 'changed';
  emit({ type: 'object', ref: change.ref, outcome, ms: Math.round(performance.now() - started) });
  return object;
}
