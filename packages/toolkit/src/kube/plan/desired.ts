import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import { customKindsOf } from '../objects/custom-kinds.ts';
import { formatRef, refId, refOf, type KubeObject } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { rollOnConfigChange, withContentHash } from './content-hash.ts';
import { partOfKey } from './names.ts';
import { withoutStringData } from './normalize.ts';

export interface Desired {
  /** With namespace and the set's label; `hashDesired` adds the content hash. */
  readonly object: KubeObject;
  /** The server does not know the kind yet; a definition for it is in the set. */
  readonly kindComesWithSet: boolean;
}

/**
 * Gives objects their namespace and the set's label: now it is known which ones are meant.
 * @throws KUBE_OBJECT_INVALID, KUBE_OBJECT_TWICE, KUBE_KIND_UNKNOWN
 */
export async function placeDesired(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  signal?: AbortSignal,
): Promise<Desired[]> {
  const kinds = objects.flatMap(customKindsOf);
  const own = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind.namespaced]));
  const seen = new Set<string>();
  const placed: Desired[] = [];
  for (const given of objects) {
    checkIdentity(given);
    const object = withoutStringData(given);
    const { namespaced, isNew } = await scopeOf(client, object, own, signal);
    const { namespace: _namespace, ...metadata } = object.metadata;
    const namespace = namespaced ? (object.metadata.namespace ?? set.namespace) : undefined;
    const labels = { ...object.metadata.labels, [partOfKey]: set.id };
    const whole = {
      ...object,
      metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }), labels },
    };
    const id = refId(refOf(whole));
    if (seen.has(id))
      throw kubeErrors.make('KUBE_OBJECT_TWICE', `${formatRef(refOf(whole))} is in the plan twice`);
    seen.add(id);
    placed.push({ object: whole, kindComesWithSet: isNew });
  }
  return placed;
}

/** Adds the content hashes: the objects are as they are sent. */
export function hashDesired(placed: readonly Desired[], hashKey: string): Desired[] {
  const rolled = rollOnConfigChange(
    hashKey,
    placed.map((item) => item.object),
  );
  return placed.map(({ object, kindComesWithSet }, index) => ({
    object: withContentHash(hashKey, rolled[index] ?? object),
    kindComesWithSet,
  }));
}

function checkIdentity(object: KubeObject): void {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion && kind && metadata?.name) return;
  const what = [kind || 'an object', metadata?.name].filter(Boolean).join(' ');
  throw kubeErrors.make('KUBE_OBJECT_INVALID', `${what} needs apiVersion, kind and metadata.name`);
}

async function scopeOf(
  client: KubeClient,
  object: KubeObject,
  own: ReadonlyMap<string, boolean>,
  signal?: AbortSignal,
) {
  const known = await client.discovery.find(object, signal);
  if (known) return { namespaced: known.namespaced, isNew: false };
  const mine = own.get(`${object.apiVersion} ${object.kind}`);
  if (mine !== undefined) return { namespaced: mine, isNew: true };
  const { namespaced } = await client.resource(object, signal ? { signal } : {});
  return { namespaced, isNew: false };
}
