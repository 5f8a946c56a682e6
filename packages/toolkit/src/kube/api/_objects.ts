import { isCode } from './is-code.ts';
import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refOf, type KubeObject, type ObjectRef } from '../objects/object.ts';
import { isFields } from '../objects/values.ts';
import type { KubeRequest } from '../transport/request.ts';
import { resourceOf, type Context } from './_context.ts';
import type { ResourceInfo } from './discovery.ts';
import {
  dryRunQuery,
  signalOf,
  type ApplyOptions,
  type CallOptions,
  type DeleteOptions,
  type SubresourceOption,
  type WriteOptions,
} from './options.ts';
import { collectionPath, objectPath } from './paths.ts';

/** The request about one object, once it is known where its kind is served. */
type MakeRequest = (info: ResourceInfo) => KubeRequest;

/** Every request about one object: where is its kind served, ask, and what comes back is an object. */
async function ask(
  context: Context,
  verb: string,
  ref: ObjectRef,
  options: CallOptions,
  make: MakeRequest,
): Promise<KubeObject> {
  const info = await resourceOf(context, ref, options.signal);
  const what = `${verb} ${formatRef(ref)}`;
  const { body, warnings } = await context.transport.send({ ...make(info), ...signalOf(options) }, what);
  for (const warning of warnings) options.onWarning?.(warning);
  return asObject(body, what);
}

export async function getObject(
  context: Context,
  ref: ObjectRef,
  options: CallOptions = {},
): Promise<KubeObject | undefined> {
  try {
    return await ask(context, 'read', ref, options, (info) => ({
      method: 'GET',
      path: objectPath(info, ref),
    }));
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Server-side apply: the outcome is the same however often it is sent, so it is repeatable. */
export function applyObject(
  context: Context,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const ref = refOf(object);
  return ask(context, 'apply', ref, options, (info) => ({
    method: 'PATCH',
    path: objectPath(info, ref),
    query: {
      fieldManager: options.fieldManager,
      force: options.force ?? false,
      // An apply is held to the schema in any case. Else the server reads it a second time, to find a key that stands
      // there twice, which JSON.stringify never writes: a tenth of its work (apiserver, `applyPatcher`).
      fieldValidation: 'Ignore',
      ...dryRunQuery(options),
    },
    // JSON is YAML, and the only media type of an apply that all servers take.
    contentType: 'application/apply-patch+yaml',
    body: withPrecondition(object, options.onlyTo),
    repeatable: true,
  }));
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
export function createObject(
  context: Context,
  object: KubeObject,
  options: WriteOptions = {},
): Promise<KubeObject> {
  return ask(context, 'create', refOf(object), options, (info) => ({
    method: 'POST',
    path: collectionPath(info, object.metadata.namespace),
    query: { ...dryRunQuery(options), fieldManager: options.fieldManager },
    body: object,
  }));
}

/** Replaces the whole object. With a resourceVersion only if nobody changed it since. @throws KUBE_CONFLICT */
export function replaceObject(
  context: Context,
  object: KubeObject,
  options: WriteOptions & SubresourceOption = {},
): Promise<KubeObject> {
  const ref = refOf(object);
  // Not repeatable: a second PUT after a lost answer would meet its own first one as a conflict.
  return ask(context, 'replace', ref, options, (info) => ({
    method: 'PUT',
    path: objectPath(info, ref, options.subresource),
    query: { ...dryRunQuery(options), fieldManager: options.fieldManager },
    body: object,
  }));
}

/** A JSON merge patch (RFC 7386). */
export function mergePatch(
  context: Context,
  ref: ObjectRef,
  patch: unknown,
  options: WriteOptions & SubresourceOption = {},
): Promise<KubeObject> {
  return ask(context, 'change', ref, options, (info) => ({
    method: 'PATCH',
    path: objectPath(info, ref, options.subresource),
    query: { ...dryRunQuery(options), fieldManager: options.fieldManager },
    contentType: 'application/merge-patch+json',
    body: patch,
    repeatable: true,
  }));
}

/** False when there was nothing to delete. */
export async function deleteObject(
  context: Context,
  ref: ObjectRef,
  options: DeleteOptions = {},
): Promise<boolean> {
  try {
    await ask(context, 'delete', ref, options, (info) => ({
      method: 'DELETE',
      path: objectPath(info, ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: options.propagation ?? 'Background',
        ...deletionOf(options),
      },
      repeatable: options.uid !== undefined,
    }));
    return true;
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return false;
    // The precondition failed: the object of that uid is gone, and another has its name.
    if (options.uid !== undefined && isCode(error, 'KUBE_CONFLICT')) return false;
    throw error;
  }
}

/** Asks a pod to leave, once. False when there is no such pod. @throws KUBE_EVICTION_BLOCKED */
export async function tryEviction(
  context: Context,
  ref: ObjectRef,
  options: DeleteOptions,
): Promise<boolean> {
  try {
    await ask(context, 'evict', ref, options, (info) => ({
      method: 'POST',
      path: objectPath(info, ref, 'eviction'),
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: ref.name, namespace: ref.namespace },
        deleteOptions: deletionOf(options),
      },
    }));
    return true;
  } catch (error) {
    if (isCode(error, 'KUBE_NOT_FOUND')) return false;
    // As with a deletion: the pod that was meant is gone.
    if (options.uid !== undefined && isCode(error, 'KUBE_CONFLICT')) return false;
    throw error;
  }
}

function deletionOf(options: DeleteOptions): Readonly<Record<string, unknown>> {
  return {
    ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
  };
}

/** A deletion is answered with the object or with a Status, which has the same outline. */
export function asObject(body: unknown, what: string): KubeObject {
  if (isFields(body) && typeof body['kind'] === 'string' && isFields(body['metadata']))
    return body as unknown as KubeObject;
  throw kubeErrors.make('KUBE_ANSWER_INVALID', `${what}: the answer is no Kubernetes object`);
}
