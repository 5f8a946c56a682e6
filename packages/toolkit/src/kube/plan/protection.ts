import type { KubeObject } from '../objects/object.ts';
import { fieldsOf, isFields } from '../objects/values.ts';

/**
 * Why deleting an object may lose data that nobody can make again; undefined when it may not. Such objects are never
 * deleted without `allowDataLoss`.
 */
export function protectionOf(object: KubeObject): string | undefined {
  const core = object.apiVersion === 'v1';
  if (core && object.kind === 'PersistentVolumeClaim') return 'its volume holds data';
  if (core && object.kind === 'PersistentVolume') return 'it holds data';
  if (core && object.kind === 'Namespace') return 'everything in it would be deleted too, whoever made it';
  if (object.kind === 'CustomResourceDefinition') return 'all objects of its kind would be deleted too';
  if (core && object.kind === 'Secret') {
    const hasData = ['data', 'stringData'].some(
      (field) => isFields(object[field]) && Object.keys(fieldsOf(object[field])).length > 0,
    );
    return hasData ? 'it holds secrets that may stand nowhere else' : undefined;
  }
  return undefined;
}
