import type { KubeObject } from '../objects/object.ts';
import { isFields, sameJson, valueAt } from '../objects/values.ts';
import { nameOf, type FieldPath } from './field-path.ts';
import { contentHashKey } from './names.ts';

/** One field that is different; `before` or `after` is undefined where it is not there. */
export interface RawChange {
  readonly path: FieldPath;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the server keeps for itself; a change of it is no change of the object. */
const bookkeeping = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
]);

/** The fields in which two objects differ. Status and the server's bookkeeping do not count. */
export function diffObjects(before: KubeObject, after: KubeObject): RawChange[] {
  const changes: RawChange[] = [];
  diffInto(changes, [], comparable(before), comparable(after));
  return changes;
}

function comparable(object: KubeObject): Record<string, unknown> {
  const { status: _status, metadata, ...rest } = object;
  const meta = Object.fromEntries(Object.entries(metadata).filter(([key]) => !bookkeeping.has(key)));
  if (isFields(meta['annotations'])) {
    // Our own mark of the content; what it stands for is in the diff already.
    meta['annotations'] = Object.fromEntries(
      Object.entries(meta['annotations']).filter(([key]) => key !== contentHashKey),
    );
  }
  return { ...rest, metadata: meta };
}

function diffInto(changes: RawChange[], path: FieldPath, before: unknown, after: unknown): void {
  if (sameJson(before, after)) return;
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) diffInto(changes, [...path, key], valueAt(before, key), valueAt(after, key));
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    diffLists(changes, path, before, after);
    return;
  }
  // An empty container and no container mean the same to a reader.
  if (isEmpty(before) && isEmpty(after)) return;
  changes.push({ path, before, after });
}

/** Items with names are compared by name, wherever they stand: that is how the API server merges them. */
function diffLists(
  changes: RawChange[],
  path: FieldPath,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  if (isNamed(before) && isNamed(after)) {
    const names = new Set([...before, ...after].map((item) => nameOf(item) ?? ''));
    const find = (list: readonly unknown[], name: string) => list.find((item) => nameOf(item) === name);
    const count = changes.length;
    for (const name of names) diffInto(changes, [...path, { name }], find(before, name), find(after, name));
    // Only the order is different: that is a change too (of init containers, say).
    if (changes.length === count)
      changes.push({ path, before: [...before].map(nameOf), after: [...after].map(nameOf) });
    return;
  }
  const length = Math.max(before.length, after.length);
  for (let index = 0; index < length; index += 1)
    diffInto(changes, [...path, index], before[index], after[index]);
}

function isNamed(list: readonly unknown[]): boolean {
  const names = list.map(nameOf);
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (isFields(value) ? Object.keys(value).length === 0 : Array.isArray(value) && value.length === 0)
  );
}

/** Whether everything that `desired` says is said by `live` too; what else `live` has does not count. */
export function covers(live: unknown, desired: unknown): boolean {
  if (isFields(desired)) {
    if (!isFields(live)) return Object.keys(desired).length === 0;
    return Object.entries(desired).every(
      ([key, value]) => value === undefined || covers(valueAt(live, key), value),
    );
  }
  if (Array.isArray(desired)) {
    return (
      Array.isArray(live) &&
      live.length === desired.length &&
      desired.every((item, index) => covers(live[index], item))
    );
  }
  return desired === null ? live === undefined || live === null : sameJson(live, desired);
}
