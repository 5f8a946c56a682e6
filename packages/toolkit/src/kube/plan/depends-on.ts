import type { KubeObject } from '../objects/object.ts';

/**
 * On an object: what has to be ready before it is applied, and is deleted after it. The annotation of
 * kubernetes-sigs/cli-utils (which kpt, Config Sync and Flux' successors of it read): references parted by commas,
 * `group/namespaces/NAMESPACE/Kind/name` or, for what belongs to the whole cluster, `group/Kind/name`; the core group is
 * the empty text.
 */
export const dependsOnKey = 'config.kubernetes.io/depends-on';

export interface Dependencies {
  /** In the spelling of `refId`. */
  readonly ids: readonly string[];
  /** References that cannot be read. */
  readonly malformed: readonly string[];
}

export function dependenciesOf(object: KubeObject): Dependencies {
  const text = object.metadata.annotations?.[dependsOnKey];
  if (text === undefined) return { ids: [], malformed: [] };
  const ids: string[] = [];
  const malformed: string[] = [];
  for (const reference of text.split(',').map((part) => part.trim())) {
    const id = idOf(reference);
    if (id === undefined) malformed.push(reference);
    else ids.push(id);
  }
  return { ids: [...new Set(ids)], malformed };
}

function idOf(reference: string): string | undefined {
  const parts = reference.split('/');
  const [group = '', ...rest] = parts;
  if (rest.some((part) => part === '')) return undefined;
  const suffix = group === '' ? '' : `.${group}`;
  if (parts.length === 3) return `${parts[1]}${suffix} ${parts[2]}`;
  if (parts.length !== 5 || parts[1] !== 'namespaces') return undefined;
  return `${parts[3]}${suffix} ${parts[2]}/${parts[4]}`;
}
