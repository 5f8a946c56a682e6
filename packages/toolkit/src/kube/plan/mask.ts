import { createHmac } from 'node:crypto';
import type { ObjectRef } from '../objects/object.ts';
import type { RawChange } from './field-diff.ts';
import type { FieldPath } from './field-path.ts';

const secretName = /pass(word|phrase|wd)?|secret|token|credential|private[-_]?key|api[-_]?key/i;
/** kubectl keeps the whole object in it, secrets included. */
const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Hides values of Secrets, and of variables whose names say that they are one: what is shown is only whether they
 * differ. Within a set the same value always gives the same mark; without the set's key the mark says nothing.
 */
export function maskChange(key: string, ref: ObjectRef, change: RawChange): RawChange {
  if (!isSecret(ref, change.path)) return change;
  return { ...change, before: maskValue(key, change.before), after: maskValue(key, change.after) };
}

function isSecret(ref: ObjectRef, path: FieldPath): boolean {
  const last = path.at(-1);
  const holder = path.at(-2);
  if (ref.kind === 'Secret' && ref.apiVersion === 'v1') {
    return (
      path[0] === 'data' ||
      path[0] === 'stringData' ||
      last === lastAppliedKey ||
      (path.length < 3 && path[1] === 'annotations')
    );
  }
  return last === 'value' && typeof holder === 'object' && secretName.test(holder.name);
}

function maskValue(key: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `(secret, ${createHmac('sha256', key).update(text).digest('hex').slice(0, 4)})`;
}
