import { streamEvents } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import { deleteHistory } from '../history/history.ts';
import { judgeMembers } from '../plan/leftovers.ts';
import { readMembers } from '../plan/live.ts';
import type { PlannedChange } from '../plan/plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { fetchParent, newHashKey, parentRef, servedKinds, writeParent } from '../sets/parent.ts';
import { formatGroupKind, type ObjectRef } from '../objects/object.ts';
import { underLock } from './apply-set.ts';
import { deleteObjects } from './_delete-objects.ts';
import type { ChangeContext } from './_context.ts';
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
  const members = await readMembers(client, set, { kinds, namespaces: scope.namespaces }, options);
  return judgeMembers(members, options.allowDataLoss ?? false);
}

/** Deletes the objects of a set in the reverse of the order in which they are applied. Carries on when killed. */
export function destroySet(
  client: KubeClient,
  set: ObjectSet,
  options: DestroyOptions = {},
): AsyncGenerator<ApplyEvent, DestroyResult, void> {
  return streamEvents<ApplyEvent, DestroyResult>(async (emit) => {
    const { signal = new AbortController().signal, timeoutMs = 300_000, lockWaitMs = 30_000 } = options;
    const home = await client.get({ apiVersion: 'v1', kind: 'Namespace', name: set.namespace }, { signal });
    if (!home) return { deleted: 0, kept: [] };
    const context: ChangeContext = { client, set, emit, signal, timeoutMs, force: false, width: 16 };
    const { changes, deleted } = await underLock(
      client,
      set,
      { signal, waitMs: lockWaitMs },
      emit,
      async (locked) => {
        const all = await planDestroy(client, set, { ...options, signal: locked });
        return { changes: all, deleted: await destroyInside({ ...context, signal: locked }, all) };
      },
    );
    // The home namespace goes last of all, and with it the lock.
    const withHome = await deleteObjects(
      context,
      changes.filter((change) => isHome(set, change)),
    );
    if (withHome === 0) await dropLock(context);
    return {
      deleted: deleted + withHome,
      kept: changes.filter((change) => change.action === 'protected').map((change) => change.ref),
    };
  });
}

function isHome(set: ObjectSet, { ref }: PlannedChange): boolean {
  return ref.kind === 'Namespace' && ref.name === set.namespace;
}

async function destroyInside(context: ChangeContext, all: readonly PlannedChange[]): Promise<number> {
  const inside = all.filter((change) => !isHome(context.set, change));
  const count = await deleteObjects(context, inside);
  await forget(
    context,
    inside.filter((change) => change.action === 'protected'),
  );
  return count;
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
