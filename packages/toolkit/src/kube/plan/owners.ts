import type { KubeObject, ManagedFields } from '../objects/object.ts';
import { fieldsOf, isFields, sameJson, type Fields } from '../objects/values.ts';
import { lookUp, type FieldPath, type Step } from './field-path.ts';

/** Managers that own a field of a live object (Kubernetes, "Server-Side Apply": the tree of fieldsV1). */
export function ownersOf(live: KubeObject, path: FieldPath): ManagedFields[] {
  return (live.metadata.managedFields ?? []).filter((entry) => owns(entry.fieldsV1, live, path));
}

export function isOwnedBy(live: KubeObject, path: FieldPath, manager: string): boolean {
  return ownersOf(live, path).some((entry) => entry.manager === manager && entry.operation === 'Apply');
}

function owns(tree: Fields | undefined, live: KubeObject, path: FieldPath): boolean {
  let here: Fields | undefined = tree;
  for (const [depth, step] of path.entries()) {
    if (here === undefined) return false;
    const key = treeKey(here, live, path.slice(0, depth), step);
    // An atomic list or map is owned whole: the tree ends above its parts.
    if (key === undefined) return Object.keys(here).length === 0;
    here = fieldsOf(here[key]);
  }
  return here !== undefined;
}

function treeKey(tree: Fields, live: KubeObject, parent: FieldPath, step: Step): string | undefined {
  if (typeof step === 'string') return Object.hasOwn(tree, `f:${step}`) ? `f:${step}` : undefined;
  const item = lookUp(live, [...parent, step]);
  return Object.keys(tree).find((key) => {
    if (key.startsWith('v:')) return sameJson(JSON.parse(key.slice(2)), item);
    if (!key.startsWith('k:') || !isFields(item)) return false;
    return Object.entries(fieldsOf(JSON.parse(key.slice(2)))).every(([name, value]) =>
      sameJson(item[name], value),
    );
  });
}
