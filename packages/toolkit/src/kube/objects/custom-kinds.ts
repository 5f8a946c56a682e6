import type { KubeObject, TypeRef } from './object.ts';
import { fieldsOf, listOf, textOf, valueAt } from './values.ts';

export interface CustomKind extends TypeRef {
  readonly namespaced: boolean;
  readonly served: boolean;
}

/** The kinds that a CustomResourceDefinition brings; none for anything else. */
export function customKindsOf(object: KubeObject): CustomKind[] {
  if (object.kind !== 'CustomResourceDefinition') return [];
  const group = textOf(valueAt(object, 'spec', 'group')) ?? '';
  const kind = textOf(valueAt(object, 'spec', 'names', 'kind')) ?? '';
  const namespaced = valueAt(object, 'spec', 'scope') === 'Namespaced';
  return listOf(valueAt(object, 'spec', 'versions')).map((version) => ({
    apiVersion: `${group}/${textOf(fieldsOf(version)['name']) ?? ''}`,
    kind,
    namespaced,
    served: fieldsOf(version)['served'] !== false,
  }));
}
