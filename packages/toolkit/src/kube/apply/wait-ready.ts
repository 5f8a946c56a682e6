import { baseErrors, type Emit } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { Selection } from '../api/options.ts';
import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refId, refOf, type KubeObject } from '../objects/object.ts';
import { groupBy } from '../plan/group-by.ts';
import { partOfKey } from '../plan/names.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { collectFacts } from '../status/collect.ts';
import { explain, formatExplanation, type Explanation } from '../status/explain.ts';
import type { ObjectStatus } from '../status/object-status.ts';
import { statusOf } from '../status/status.ts';
import type { ApplyEvent } from './events.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit<ApplyEvent>;
  /** How the objects are found; default: by the set's label. */
  readonly selection?: Omit<Selection, 'namespace'>;
}

/**
 * Kinds that nobody waits for: an autoscaler without figures leaves the replicas as they are, and a claim that waits
 * for its first pod is told of by that pod.
 */
const notAwaited = new Set([
  'HorizontalPodAutoscaler',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'APIService',
]);

interface Awaited {
  object: KubeObject;
  status: ObjectStatus;
  /** The generation that was applied: an older one is never ready. */
  readonly generation: number;
}

/**
 * Waits until all objects are as their specs ask for.
 * @param objects as they were when they were applied
 * @throws KUBE_NOT_READY with the reason, the newest warning and the last log lines
 */
export async function waitReady(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: WaitOptions,
): Promise<void> {
  const waiting = new Map<string, Awaited>();
  for (const object of objects) {
    const status = statusOf(object);
    if (status.state === 'current' || notAwaited.has(object.kind)) continue;
    waiting.set(refId(refOf(object)), { object, status, generation: object.metadata.generation ?? 0 });
    options.emit({ type: 'waiting', ref: refOf(object), status });
  }
  if (waiting.size === 0) return;
  const done = new AbortController();
  const timer = setTimeout(() => done.abort('late'), options.timeoutMs);
  const signal = AbortSignal.any([options.signal, done.signal]);
  const selection = options.selection ?? { labelSelector: `${partOfKey}=${set.id}` };
  const failed = await follow(client, selection, waiting, signal, done, options.emit).finally(() =>
    clearTimeout(timer),
  );
  if (options.signal.aborted) throw abortReason(options.signal);
  if (waiting.size > 0)
    throw await notReady(client, failed ? [failed] : [...waiting.values()], options, failed !== undefined);
}

/** An error that was given as the reason of an abort is the one to tell (a lost lock). */
export function abortReason(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason;
  return reason instanceof Error && 'code' in reason && typeof reason.code === 'string'
    ? reason
    : baseErrors.make('BASE_ABORTED', 'cancelled', { cause: reason });
}

/** Watches each kind in each namespace until nothing is left to wait for; gives the object that failed for good. */
async function follow(
  client: KubeClient,
  selection: Selection,
  waiting: Map<string, Awaited>,
  signal: AbortSignal,
  done: AbortController,
  emit: Emit<ApplyEvent>,
): Promise<Awaited | undefined> {
  const started = performance.now();
  let failed: Awaited | undefined;
  let broken: { readonly error: unknown } | undefined;
  const see = (object: KubeObject) => {
    const entry = update(waiting, object, emit, started);
    if (entry?.status.state === 'failed') failed ??= entry;
    if (waiting.size === 0 || failed) done.abort('done');
  };
  const byPlace = ({ object }: Awaited) =>
    `${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}`;
  const places = [...groupBy([...waiting.values()], byPlace).values()].map((group) => group[0]?.object);
  const watches = places
    .filter((object) => object !== undefined)
    .map(async (object) => {
      try {
        await watchPlace(client, selection, object, signal, see);
      } catch (error) {
        // A watch that may not go on ends them all.
        if (!signal.aborted) broken = { error };
        done.abort('broken');
      }
    });
  await Promise.all(watches);
  if (broken) throw broken.error;
  return failed;
}

/** Notes what a watch tells; undefined for objects that nobody waits for, or that are older than what was applied. */
function update(
  waiting: Map<string, Awaited>,
  object: KubeObject,
  emit: Emit<ApplyEvent>,
  started: number,
): Awaited | undefined {
  const id = refId(refOf(object));
  const entry = waiting.get(id);
  if (!entry || (object.metadata.generation ?? 0) < entry.generation) return undefined;
  const status = statusOf(object);
  if (status.state === 'current') {
    waiting.delete(id);
    emit({ type: 'ready', ref: refOf(object), ms: Math.round(performance.now() - started) });
  } else if (status.message !== entry.status.message) {
    emit({ type: 'waiting', ref: refOf(object), status });
  }
  return Object.assign(entry, { object, status });
}

async function watchPlace(
  client: KubeClient,
  selection: Selection,
  first: KubeObject,
  signal: AbortSignal,
  see: (object: KubeObject) => void,
): Promise<void> {
  const namespace = first.metadata.namespace;
  const scope = { ...selection, ...(namespace === undefined ? {} : { namespace }), signal };
  for await (const event of client.watch(first, scope)) {
    if (event.type === 'synced') event.objects.forEach(see);
    if (event.type === 'changed') see(event.object);
  }
}

async function notReady(
  client: KubeClient,
  entries: readonly Awaited[],
  options: WaitOptions,
  failed: boolean,
) {
  const explanations: Explanation[] = [];
  // A handful says enough; the details name all of them.
  for (const entry of entries.slice(0, 5))
    explanations.push(explain(await collectFacts(client, entry.object, options.signal)));
  const how = failed ? 'failed' : `not ready after ${Math.round(options.timeoutMs / 1000)} s`;
  const names = entries.map((entry) => formatRef(refOf(entry.object)));
  return kubeErrors.make('KUBE_NOT_READY', `${how}: ${explanations.map(formatExplanation).join('\n')}`, {
    hint: 'mend the cause and run the same command again, or go back with `stoa rollback`',
    details: { objects: names, explanations },
  });
}
