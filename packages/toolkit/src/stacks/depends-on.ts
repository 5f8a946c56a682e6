import type { KubeObject } from '../kube/index.ts';

/**
 * Annotation of an object that is applied when these are ready, and deleted before them. Its spelling is that of
 * kubernetes-sigs/cli-utils: `group/namespaces/NAMESPACE/Kind/name`, `group/Kind/name` for what has no namespace.
 */
export function dependsOn(objects: readonly KubeObject[]): Record<string, string> {
  if (objects.length === 0) return {};
  return { 'config.kubernetes.io/depends-on': objects.map(reference).join(',') };
}

function reference({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const place = metadata.namespace === undefined ? '' : `namespaces/${metadata.namespace}/`;
  return `${group}/${place}${kind}/${metadata.name}`;
}
