import type { KubeClient } from '../api/client.ts';
import { isCode } from '../api/is-code.ts';
import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refOf, type KubeObject } from '../objects/object.ts';
import { autoscalerOf, leaveReplicas } from '../plan/autoscaled.ts';
import { fieldManager, partOfKey } from '../plan/names.ts';
import type { ObjectSet } from '../sets/object-set.ts';

export interface OwnContext {
  readonly client: KubeClient;
  readonly set: ObjectSet;
  readonly signal: AbortSignal;
  readonly force: boolean;
}

export interface OwnFacts {
  /** The object that the plan saw; undefined when it saw none. */
  readonly uid: string | undefined;
  /** Those of the set. */
  readonly autoscalers: readonly KubeObject[];
}

const attempts = 5;

/**
 * Applies an object to what the plan saw: that very object, or none. What somebody else made of that name since then is
 * not touched.
 * @throws KUBE_FOREIGN_OBJECT
 */
export async function applyOwn(
  context: OwnContext,
  object: KubeObject,
  facts: OwnFacts,
): Promise<KubeObject> {
  const { client, signal, force } = context;
  let { uid } = facts;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const now = await withLiveReplicas(context, object, facts.autoscalers);
      const onlyTo = uid === undefined ? ('absent' as const) : { uid };
      return await client.apply(now, { fieldManager, force, signal, onlyTo });
    } catch (error) {
      const again = isCode(error, 'KUBE_CONFLICT') || isReplicasConflict(error);
      // The server compares fields first: a conflict with an object that the plan did not see is about the object.
      if (!again && isCode(error, 'KUBE_FIELD_CONFLICT')) await ownUid(context, object, facts.uid);
      if (!again || attempt >= attempts) throw error;
    }
    // It may also be our own, of a try whose answer was lost.
    uid = await ownUid(context, object, facts.uid);
  }
}

async function ownUid(
  { client, set, signal }: OwnContext,
  object: KubeObject,
  planned: string | undefined,
): Promise<string | undefined> {
  const live = await client.get(refOf(object), { signal });
  if (!live) return undefined;
  const { uid, labels } = live.metadata;
  // One to be adopted has no label yet.
  if (labels?.[partOfKey] === set.id || (uid !== undefined && uid === planned)) return uid;
  throw kubeErrors.make(
    'KUBE_FOREIGN_OBJECT',
    `${formatRef(refOf(object))} was made by somebody else after the plan was made`,
    { hint: 'plan again: the plan tells who made it' },
  );
}

/** The number of replicas is the autoscaler's, as it is now and not as it was when the plan was made. */
async function withLiveReplicas(
  { client, signal }: OwnContext,
  object: KubeObject,
  autoscalers: readonly KubeObject[],
): Promise<KubeObject> {
  if (!autoscalerOf(object, autoscalers)) return object;
  const live = await client.get(refOf(object), { signal });
  return leaveReplicas(object, live, autoscalers, fieldManager).object;
}

function isReplicasConflict(error: unknown): boolean {
  if (!isCode(error, 'KUBE_FIELD_CONFLICT')) return false;
  const conflicts = (error.details['conflicts'] ?? []) as { field: string }[];
  return conflicts.every((conflict) => conflict.field === '.spec.replicas');
}
