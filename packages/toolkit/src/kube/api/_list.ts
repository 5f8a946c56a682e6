import type { KubeObject, TypeRef } from '../objects/object.ts';
import { fieldsOf, listOf, textOf } from '../objects/values.ts';
import { resourceOf, type Context } from './_context.ts';
import { isCode } from './is-code.ts';
import { signalOf, type ListOptions } from './options.ts';
import { collectionPath } from './paths.ts';

export interface ObjectList {
  readonly items: readonly KubeObject[];
  /** Where a watch carries on. */
  readonly resourceVersion: string;
}

/**
 * All objects of a kind, page by page. A continue token that expired in the middle (410) starts the list over, so
 * that what comes back is always of one moment.
 */
export async function listObjects(
  context: Context,
  type: TypeRef,
  options: ListOptions = {},
): Promise<ObjectList> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listOnce(context, type, options);
    } catch (error) {
      if (!isCode(error, 'KUBE_EXPIRED') || attempt >= 5) throw error;
    }
  }
}

async function listOnce(context: Context, type: TypeRef, options: ListOptions): Promise<ObjectList> {
  const info = await resourceOf(context, type, options.signal);
  const path = collectionPath(info, options.namespace);
  const { labelSelector, fieldSelector, pageSize = 500 } = options;
  const items: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const query = { labelSelector, fieldSelector, limit: pageSize, continue: next };
    const { body } = await context.transport.send(
      { method: 'GET', path, query, ...signalOf(options) },
      `list ${info.plural}`,
    );
    const list = fieldsOf(body);
    const meta = fieldsOf(list['metadata']);
    // Items of a list do not repeat their kind; every object of ours has it.
    for (const item of listOf(list['items']))
      items.push({
        ...fieldsOf(item),
        apiVersion: type.apiVersion,
        kind: type.kind,
      } as unknown as KubeObject);
    next = textOf(meta['continue']) || undefined;
    if (next === undefined) return { items, resourceVersion: textOf(meta['resourceVersion']) ?? '' };
  }
}
