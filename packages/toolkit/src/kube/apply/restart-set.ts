import { streamEvents } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { underLock } from './apply-set.ts';
import type { ApplyEvent } from './events.ts';
import { waitReady } from './wait-ready.ts';

export interface RestartSetOptions {
  /** Milliseconds for each workload until all its pods are new and ready; longer than their drain. Default 5 min. */
  readonly timeoutMs?: number;
  /** Milliseconds to wait for an apply of the same set. Default 30 s. */
  readonly lockWaitMs?: number;
  readonly signal?: AbortSignal;
}

export interface RestartedWorkload {
  readonly ref: ObjectRef;
  /** Until all its pods were new and ready. */
  readonly ms: number;
}

/**
 * As `kubectl rollout restart` marks them; other tools (Argo CD, Flux) know it and do not take it for drift. Neither does
 * an apply: the field is not the set's, so it stays.
 */
const restartedKey = 'kubectl.kubernetes.io/restartedAt';
const manager = 'stoa-restart';

/**
 * Replaces the pods of workloads, one workload after the other, each in the way that its update strategy says. Killed at
 * any point, what was begun goes on in the cluster; the same call begins anew.
 * @throws KUBE_NOT_READY, and the workloads after it are left alone; KUBE_LOCKED, KUBE_NOT_FOUND
 */
export function restartSet(
  client: KubeClient,
  set: ObjectSet,
  workloads: readonly ObjectRef[],
  options: RestartSetOptions = {},
): AsyncGenerator<ApplyEvent, readonly RestartedWorkload[], void> {
  const { timeoutMs = 300_000, lockWaitMs = 30_000 } = options;
  const signal = options.signal ?? new AbortController().signal;
  return streamEvents<ApplyEvent, readonly RestartedWorkload[]>((emit) =>
    underLock(client, set, { signal, waitMs: lockWaitMs }, emit, async (locked) => {
      const restarted: RestartedWorkload[] = [];
      for (const ref of workloads) {
        const started = performance.now();
        const annotations = { [restartedKey]: new Date().toISOString() };
        const patch = { spec: { template: { metadata: { annotations } } } };
        const object = await client.patch(ref, patch, { fieldManager: manager, signal: locked });
        await waitReady(client, set, [object], { timeoutMs, signal: locked, emit });
        restarted.push({ ref, ms: Math.round(performance.now() - started) });
      }
      return restarted;
    }),
  );
}
