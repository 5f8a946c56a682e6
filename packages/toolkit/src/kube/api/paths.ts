import type { ObjectRef } from '../objects/object.ts';
import type { ResourceInfo } from './discovery.ts';

/** `/apis/apps/v1/namespaces/meet/deployments`; over all namespaces without one. */
export function collectionPath(info: ResourceInfo, namespace?: string): string {
  const root = info.apiVersion.includes('/') ? `/apis/${info.apiVersion}` : `/api/${info.apiVersion}`;
  const inside = info.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${inside}/${info.plural}`;
}

/** `/api/v1/namespaces/meet/pods/web-0/log` */
export function objectPath(info: ResourceInfo, ref: ObjectRef, subresource?: string): string {
  const path = `${collectionPath(info, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource ? `${path}/${subresource}` : path;
}
