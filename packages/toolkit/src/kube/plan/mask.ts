import { createHash } from 'node:crypto';
import type { ObjectRef } from '../objects/object.ts';
import type { RawChange } from './field-diff.ts';

/**
 * Hides values of Secrets: what is shown is only whether they differ. The same value always gives the same mark, a
 * different value another one, and the mark is too short to guess a value by.
 */
export function maskChange(ref: ObjectRef, change: RawChange): RawChange {
  const [first] = change.path;
  if (
    ref.kind !== 'Secret' ||
    !ref.apiVersion.startsWith('v1') ||
    (first !== 'data' && first !== 'stringData')
  )
    return change;
  return { ...change, before: maskValue(change.before), after: maskValue(change.after) };
}

function maskValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `(secret, ${createHash('sha256').update(text).digest('hex').slice(0, 4)})`;
}
