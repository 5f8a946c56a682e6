import { isCode } from '../api/is-code.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { KubeObject } from '../objects/object.ts';
import { fieldManager, partOfKey } from '../plan/names.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { statusOf } from '../status/status.ts';
import { waitGone, type GoneOptions } from './wait-gone.ts';

/**
 * The lock, the history and the set's parent live in the set's namespace, so it has to be there before everything: it
 * is the one object that is made without the lock. Of two applies that make it at a time, one does.
 * @throws KUBE_NAMESPACE_TERMINATING, KUBE_NAMESPACE_MISSING when it is not there and not part of the set
 */
export async function ensureHome(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: GoneOptions,
): Promise<void> {
  const { signal } = options;
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: set.namespace };
  const found = await client.get(ref, { signal });
  if (found && found.metadata.deletionTimestamp === undefined) return;
  const own = objects.find(
    (object) =>
      object.apiVersion === 'v1' && object.kind === 'Namespace' && object.metadata.name === set.namespace,
  );
  if (found && !own) {
    throw kubeErrors.make(
      'KUBE_NAMESPACE_TERMINATING',
      `Namespace ${set.namespace} is being deleted: ${statusOf(found).message}`,
      { hint: 'wait until it is gone, then make it anew' },
    );
  }
  if (!own) throw missing(set);
  if (found) await waitGone(client, ref, found.metadata.uid, options);
  // Without the content hash: the plan still sees it as something to be written in full.
  const labels = { ...own.metadata.labels, [partOfKey]: set.id };
  const namespace = { ...own, metadata: { ...own.metadata, labels } };
  try {
    await client.apply(namespace, { fieldManager, signal, onlyTo: 'absent' });
  } catch (error) {
    // Whoever made it meanwhile: the plan, under the lock, judges whether it is ours.
    if (!isCode(error, 'KUBE_CONFLICT')) throw error;
  }
}

function missing(set: ObjectSet) {
  const what = `there is no namespace ${set.namespace}, and the config does not make it`;
  return kubeErrors.make('KUBE_NAMESPACE_MISSING', what, {
    hint: `kubectl create namespace ${set.namespace}`,
  });
}
