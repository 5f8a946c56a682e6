import { streamEvents } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import { deleteHistory } from '../history/history.ts';
import { leftover } from '../plan/make-plan.ts';
import { readMembers } from '../plan/live.ts';
import type { PlannedChange } from '../plan/plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { fetchParent, newHashKey, parentRef, servedKinds, writeParent } from '../sets/parent.ts';
import { formatGroupKind, type ObjectRef } from '../objects/object.ts';
import { underLock } from './apply-set.ts';
import { deleteObjects } from './_delete-objects.ts';
import type { ChangeContext } from './_change-objects.ts';
import type { ApplyEvent } from './events.ts';

export interface DestroyOptions {
  /** Also delete what may hold data (claims, volumes, Secrets, namespaces). */
  readonly allowDataLoss?: boolean;
  readonly timeoutMs?: number;
  readonly lockWaitMs?: number;
  readonly signal?: AbortSignal;
}

export interface DestroyResult {
  readonly deleted: number;
  /** What stays because it may hold data; the set stays with it. */
  readonly kept: readonly ObjectRef[];
}

/** What a destroy would delete or keep. */
export async function planDestroy(
  client: KubeClient,
  set: ObjectSet,
  options: DestroyOptions = {},
): Promise<PlannedChange[]> {
  const scope = await fetchParent(client, set, options.signal);
  if (!scope) return [];
  const kinds = await servedKinds(client, scope.groupKinds, options.signal);
  const members = await readMembers(client, set, { kinds, namespaces: scope.namespaces }, options.signal);
  return members.map((member) => leftover(member, options.allowDataLoss ?? false));
}

/** Deletes the objects of a set in the reverse of the order in which they are applied. Carries on when killed. */
export function destroySet(
  client: KubeClient,
  set: ObjectSet,
  options: DestroyOptions = {},
): AsyncGenerator<ApplyEvent, DestroyResult, void> {
  return streamEvents<ApplyEvent, DestroyResult>(async (emit) => {
    const signal = options.signal ?? new AbortController().signal;
    const home = await client.get({ apiVersion: 'v1', kind: 'Namespace', name: set.namespace }, { signal });
    if (!home) return { deleted: 0, kept: [] };
    // The home namespace goes last of all, and with it the lock.
    const isHome = (change: PlannedChange) =>
      change.ref.kind === 'Namespace' && change.ref.name === set.namespace;
    const context: ChangeContext = {
      client,
      set,
      emit,
      signal,
      timeoutMs: options.timeoutMs ?? 300_000,
      force: false,
      width: 16,
    };
    const { changes, deleted } = await underLock(
      client,
      set,
      { signal, waitMs: options.lockWaitMs ?? 30_000 },
      emit,
      async (locked) => {
        const all = await planDestroy(client, set, { ...options, signal: locked });
        const inside = { ...context, signal: locked };
        const count = await deleteObjects(
          inside,
          all.filter((change) => !isHome(change)),
        );
        await forget(
          inside,
          all.filter((change) => change.action === 'protected' && !isHome(change)),
        );
        return { changes: all, deleted: count };
      },
    );
    const homeChange = changes.filter(isHome);
    const withHome = await deleteObjects(context, homeChange);
    if (withHome === 0) await dropLock(context);
    return {
      deleted: deleted + withHome,
      kept: changes.filter((change) => change.action === 'protected').map((change) => change.ref),
    };
  });
}

/** The history and the parent go with the last member; what is kept still has to be found later. */
async function forget(context: ChangeContext, kept: readonly PlannedChange[]): Promise<void> {
  const { client, set, signal } = context;
  await deleteHistory(client, set, { signal });
  if (kept.length === 0) {
    await client.delete(parentRef(set), { signal });
    return;
  }
  const namespaces = [
    set.namespace,
    ...kept.map(({ ref }) => ref.namespace).filter((name) => name !== undefined),
  ];
  const scope = { groupKinds: kept.map(({ ref }) => formatGroupKind(ref)), namespaces };
  const hashKey = (await fetchParent(client, set, signal))?.hashKey ?? newHashKey();
  await writeParent(client, set, hashKey, () => scope, signal);
}

async function dropLock(context: ChangeContext): Promise<void> {
  const { name, namespace } = context.set;
  await context.client.delete(
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name, namespace },
    { signal: context.signal },
  );
}
