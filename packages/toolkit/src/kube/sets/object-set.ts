import { createHash } from 'node:crypto';

/** The set of objects of one platform, by the ApplySet standard (KEP-3659). Its parent is a Secret of that name. */
export interface ObjectSet {
  /** `stoa-<platform>`: the parent Secret, the lock and the history carry it. */
  readonly name: string;
  readonly namespace: string;
  readonly id: string;
}

/**
 * The set of a platform. The id is what KEP-3659 makes of the parent:
 * base64url(sha256("<name>.<namespace>.<kind>.<group>")) between `applyset-` and `-v1`.
 */
export function objectSet(platform: string, namespace: string): ObjectSet {
  const name = `stoa-${platform}`;
  const hash = createHash('sha256').update(`${name}.${namespace}.Secret.`).digest('base64url');
  return { name, namespace, id: `applyset-${hash}-v1` };
}
