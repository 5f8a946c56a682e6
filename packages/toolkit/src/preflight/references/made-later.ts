import { groupOf, textOf, valueAt, type ObjectRef } from '../../kube/index.ts';
import type { Subject } from '../subject.ts';

/** Whether an object of the set will make that Secret: a Certificate its own, a SealedSecret the one of its name. */
export function isMadeLater(ref: ObjectRef, { objects }: Subject): boolean {
  if (ref.kind !== 'Secret' || groupOf(ref.apiVersion) !== '') return false;
  return objects.some((object) => {
    if (object.metadata.namespace !== ref.namespace) return false;
    const group = groupOf(object.apiVersion);
    if (object.kind === 'Certificate' && group === 'cert-manager.io')
      return textOf(valueAt(object, 'spec', 'secretName')) === ref.name;
    return object.kind === 'SealedSecret' && group === 'bitnami.com' && object.metadata.name === ref.name;
  });
}
