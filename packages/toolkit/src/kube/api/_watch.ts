import { backoffDelay, sleep } from '../../base/index.ts';
import type { KubeObject, TypeRef } from '../objects/object.ts';
import { fieldsOf, textOf, valueAt } from '../objects/values.ts';
import { statusError } from '../transport/status-error.ts';
import { resourceOf, type Context } from './_context.ts';
import { readLines } from './_lines.ts';
import { listObjects } from './_list.ts';
import { isCode } from './is-code.ts';
import { signalOf, type CallOptions, type Selection } from './options.ts';
import { collectionPath } from './paths.ts';

/**
 * `synced`: all objects there are (at the start, and again after a 410, when events were missed: what is not among
 * them is gone). Then each change as it comes.
 */
export type WatchEvent =
  | { readonly type: 'synced'; readonly objects: readonly KubeObject[] }
  | { readonly type: 'changed' | 'deleted'; readonly object: KubeObject };

export interface WatchOptions extends CallOptions, Selection {
  /** Seconds after which the server ends one connection; the watch goes on with the next. Default 290. */
  readonly connectionSeconds?: number;
}

/** Watches until the signal fires (then it simply ends) or the user may not watch. */
export async function* watchObjects(
  context: Context,
  type: TypeRef,
  options: WatchOptions = {},
): AsyncGenerator<WatchEvent, void, void> {
  let failures = 0;
  while (!options.signal?.aborted) {
    const list = await unlessAborted(options.signal, listObjects(context, type, options));
    if (!list) return;
    yield { type: 'synced', objects: list.items };
    let version: string | undefined = list.resourceVersion;
    while (version !== undefined && !options.signal?.aborted) {
      const from: string = version;
      const end: { version?: string | undefined } = yield* watchOnce(context, type, from, options);
      version = end.version;
      failures = version === from ? failures + 1 : 0;
      // A connection that ends at once, again and again, is no reason to hammer the server.
      if (failures > 1) await sleep(backoffDelay(failures), options.signal).catch(() => {});
    }
  }
}

/** One connection. Ends with the version to carry on from; undefined when only a new list helps (410). */
async function* watchOnce(
  context: Context,
  type: TypeRef,
  from: string,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, { version?: string | undefined }, void> {
  let version = from;
  try {
    const stream = await openWatch(context, type, from, options);
    for await (const line of readLines(stream)) {
      const event = fieldsOf(JSON.parse(line));
      const object = event['object'] as KubeObject;
      if (event['type'] === 'ERROR')
        throw statusError(Number(valueAt(object, 'code') ?? 500), object, `watch ${type.kind}`);
      version = textOf(object.metadata.resourceVersion) ?? version;
      if (event['type'] === 'BOOKMARK') continue;
      yield { type: event['type'] === 'DELETED' ? 'deleted' : 'changed', object };
    }
  } catch (error) {
    if (options.signal?.aborted) return { version };
    if (isCode(error, 'KUBE_EXPIRED')) return { version: undefined };
    // What the server says for good ends the watch; a broken connection or half a line does not.
    const final = [
      'KUBE_FORBIDDEN',
      'KUBE_UNAUTHORIZED',
      'KUBE_NOT_FOUND',
      'KUBE_KIND_UNKNOWN',
      'KUBE_UNREACHABLE',
      'KUBE_TLS',
    ];
    if (final.some((code) => isCode(error, code))) throw error;
  }
  return { version };
}

async function openWatch(context: Context, type: TypeRef, from: string, options: WatchOptions) {
  const info = await resourceOf(context, type, options.signal);
  return context.transport.open(
    {
      method: 'GET',
      path: collectionPath(info, options.namespace),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: from,
        timeoutSeconds: options.connectionSeconds ?? 290,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      },
      ...signalOf(options),
    },
    `watch ${info.plural}`,
  );
}

async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  promise: Promise<T>,
): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (signal?.aborted && isCode(error, 'BASE_ABORTED')) return undefined;
    throw error;
  }
}
