import { streamEvents } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import type { ObjectStatus } from '../status/object-status.ts';
import { underLock } from './apply-set.ts';
import type { ApplyEvent } from './events.ts';
import { waitGone } from './wait-gone.ts';
import { waitReady, type WaitOptions } from './wait-ready.ts';

export interface RestartSetOptions {
  /** Milliseconds for each step (a pod is gone, a workload is ready); longer than a drain. Default 5 min. */
  readonly timeoutMs?: number;
  /** Milliseconds to wait for an apply of the same set. Default 30 s. */
  readonly lockWaitMs?: number;
  readonly signal?: AbortSignal;
}

export interface Restarted {
  readonly ref: ObjectRef;
  /** Until all its pods, or it itself, were new and ready. */
  readonly ms: number;
}

/**
 * As `kubectl rollout restart` marks them; other tools (Argo CD, Flux) know it and do not take it for drift. Neither does
 * an apply: the field is not the set's, so it stays.
 */
const restartedKey = 'kubectl.kubernetes.io/restartedAt';
const manager = 'stoa-restart';
const leaving: ObjectStatus = {
  state: 'terminating',
  reason: 'Evicting',
  message: 'hands over what it carries, then ends',
};

/**
 * Replaces pods, one workload after the other, each in the way that its update strategy says; a Pod is evicted, and its
 * workload makes a new one of the same name. Killed at any point, what was begun goes on in the cluster; the same call
 * begins anew.
 * @param targets Deployments, StatefulSets, DaemonSets of the set, and Pods of its StatefulSets
 * @throws KUBE_NOT_READY, KUBE_EVICTION_BLOCKED, and what comes after it is left alone; KUBE_LOCKED, KUBE_NOT_FOUND
 */
export function restartSet(
  client: KubeClient,
  set: ObjectSet,
  targets: readonly ObjectRef[],
  options: RestartSetOptions = {},
): AsyncGenerator<ApplyEvent, readonly Restarted[], void> {
  const { timeoutMs = 300_000, lockWaitMs = 30_000 } = options;
  const signal = options.signal ?? new AbortController().signal;
  return streamEvents<ApplyEvent, readonly Restarted[]>((emit) =>
    underLock(client, set, { signal, waitMs: lockWaitMs }, emit, async (locked) => {
      const wait = { timeoutMs, signal: locked, emit };
      const restarted: Restarted[] = [];
      for (const ref of targets) {
        const started = performance.now();
        await (ref.kind === 'Pod' ? replacePod(client, set, ref, wait) : roll(client, set, ref, wait));
        restarted.push({ ref, ms: Math.round(performance.now() - started) });
      }
      return restarted;
    }),
  );
}

async function roll(client: KubeClient, set: ObjectSet, ref: ObjectRef, wait: WaitOptions): Promise<void> {
  const annotations = { [restartedKey]: new Date().toISOString() };
  const patch = { spec: { template: { metadata: { annotations } } } };
  const object = await client.patch(ref, patch, { fieldManager: manager, signal: wait.signal });
  await waitReady(client, set, [object], wait);
}

async function replacePod(
  client: KubeClient,
  set: ObjectSet,
  ref: ObjectRef,
  wait: WaitOptions,
): Promise<void> {
  const { signal, timeoutMs, emit } = wait;
  const old = await client.get(ref, { signal });
  if (old) {
    const { uid } = old.metadata;
    emit({ type: 'waiting', ref, status: leaving });
    await client.evict(ref, { signal, waitMs: timeoutMs, ...(uid === undefined ? {} : { uid }) });
    await waitGone(client, ref, uid, wait);
  }
  const { apiVersion, kind, ...metadata } = ref;
  const selection = { fieldSelector: `metadata.name=${ref.name}` };
  await waitReady(client, set, [{ apiVersion, kind, metadata }], { ...wait, selection });
}
