import { isCode } from './is-code.ts';
import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refOf, type KubeObject, type ObjectRef } from '../objects/object.ts';
import { isFields } from '../objects/values.ts';
import { resourceOf, type Context } from './_context.ts';
import {
  dryRunQuery,
  signalOf,
  type ApplyOptions,
  type CallOptions,
  type DeleteOptions,
  type WriteOptions,
} from './options.ts';
import { collectionPath, objectPath } from './paths.ts';

export async function getObject(
  context: Context,
  ref: ObjectRef,
  options: CallOptions = {},
): Promise<KubeObject | undefined> {
  const info = await resourceOf(context, ref, options.signal);
  const what = `read ${formatRef(ref)}`;
  try {
    const { body } = await context.transport.send(
      { method: 'GET', path: objectPath(info, ref), ...signalOf(options) },
      what,
    );
    return asObject(body, what);
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Server-side apply: the outcome is the same however often it is sent, so it is repeatable. */
export async function applyObject(
  context: Context,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const info = await resourceOf(context, object, options.signal);
  const ref = refOf(object);
  const what = `apply ${formatRef(ref)}`;
  const { body } = await context.transport.send(
    {
      method: 'PATCH',
      path: objectPath(info, ref),
      query: { fieldManager: options.fieldManager, force: options.force ?? false, ...dryRunQuery(options) },
      // JSON is YAML; the media type for JSON alone is younger than some servers.
      contentType: 'application/apply-patch+yaml',
      body: withPrecondition(object, options.onlyTo),
      repeatable: true,
      ...signalOf(options),
    },
    what,
  );
  return asObject(body, what);
}

/**
 * An apply has no precondition of its own; identity in its metadata works as one. Another uid is refused. A
 * resourceVersion is compared with that of an object that is there, and means nothing where there is none; 1 is the
 * revision of an empty etcd, so no object ever has it.
 */
function withPrecondition(object: KubeObject, onlyTo: ApplyOptions['onlyTo']): KubeObject {
  if (onlyTo === undefined) return object;
  const identity = onlyTo === 'absent' ? { resourceVersion: '1' } : { uid: onlyTo.uid };
  return { ...object, metadata: { ...object.metadata, ...identity } };
}

/** @throws KUBE_ALREADY_EXISTS */
export async function createObject(
  context: Context,
  object: KubeObject,
  options: WriteOptions = {},
): Promise<KubeObject> {
  const info = await resourceOf(context, object, options.signal);
  const what = `create ${formatRef(refOf(object))}`;
  const path = collectionPath(info, object.metadata.namespace);
  const query = { ...dryRunQuery(options), fieldManager: options.fieldManager };
  const { body } = await context.transport.send(
    { method: 'POST', path, query, body: object, ...signalOf(options) },
    what,
  );
  return asObject(body, what);
}

/** Replaces the whole object. With a resourceVersion only if nobody changed it since. @throws KUBE_CONFLICT */
export async function replaceObject(
  context: Context,
  object: KubeObject,
  options: WriteOptions & { readonly subresource?: string } = {},
): Promise<KubeObject> {
  const info = await resourceOf(context, object, options.signal);
  const what = `replace ${formatRef(refOf(object))}`;
  const path = objectPath(info, refOf(object), options.subresource);
  const query = { ...dryRunQuery(options), fieldManager: options.fieldManager };
  // Not repeatable: a second PUT after a lost answer would meet its own first one as a conflict.
  const { body } = await context.transport.send(
    { method: 'PUT', path, query, body: object, ...signalOf(options) },
    what,
  );
  return asObject(body, what);
}

/** A JSON merge patch (RFC 7386). */
export async function mergePatch(
  context: Context,
  ref: ObjectRef,
  patch: unknown,
  options: WriteOptions & { readonly subresource?: string } = {},
): Promise<KubeObject> {
  const info = await resourceOf(context, ref, options.signal);
  const what = `change ${formatRef(ref)}`;
  const { body } = await context.transport.send(
    {
      method: 'PATCH',
      path: objectPath(info, ref, options.subresource),
      query: { ...dryRunQuery(options), fieldManager: options.fieldManager },
      contentType: 'application/merge-patch+json',
      body: patch,
      repeatable: true,
      ...signalOf(options),
    },
    what,
  );
  return asObject(body, what);
}

/** False when there was nothing to delete. */
export async function deleteObject(
  context: Context,
  ref: ObjectRef,
  options: DeleteOptions = {},
): Promise<boolean> {
  const info = await resourceOf(context, ref, options.signal);
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: options.propagation ?? 'Background',
    ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
  };
  const path = objectPath(info, ref);
  const repeatable = options.uid !== undefined;
  try {
    await context.transport.send(
      { method: 'DELETE', path, body, repeatable, ...signalOf(options) },
      `delete ${formatRef(ref)}`,
    );
    return true;
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return false;
    // The precondition failed: the object of that uid is gone, and another has its name.
    if (options.uid !== undefined && isCode(error, 'KUBE_CONFLICT')) return false;
    throw error;
  }
}

/**
 * Asks a pod to leave by the Eviction API, which honours disruption budgets.
 * @throws KUBE_EVICTION_BLOCKED
 */
export async function evictPod(
  context: Context,
  ref: ObjectRef,
  options: DeleteOptions = {},
): Promise<boolean> {
  const info = await resourceOf(context, ref, options.signal);
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: ref.name, namespace: ref.namespace },
    deleteOptions: {
      ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
      ...(options.dryRun ? { dryRun: ['All'] } : {}),
    },
  };
  try {
    await context.transport.send(
      { method: 'POST', path: objectPath(info, ref, 'eviction'), body, ...signalOf(options) },
      `evict ${formatRef(ref)}`,
    );
    return true;
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return false;
    throw error;
  }
}

export function asObject(body: unknown, what: string): KubeObject {
  if (isFields(body) && typeof body['kind'] === 'string' && isFields(body['metadata']))
    return body as unknown as KubeObject;
  throw kubeErrors.make('KUBE_ANSWER_INVALID', `${what}: the answer is no Kubernetes object`);
}
