import type { Api } from './api.ts';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const clusterWide = new Set([
  'Namespace',
  'Node',
  'ClusterRole',
  'ClusterRoleBinding',
  'APIService',
  'GatewayClass',
]);

/** Server-side applies objects of the kinds that tests use, in the given order; namespaced ones land in `default`. */
export async function applyObjects(api: Api, objects: readonly object[]): Promise<void> {
  const query = '?fieldManager=stoa-test-cluster&force=true';
  for (const object of objects) {
    await api.call(
      'PATCH',
      `${objectPath(object as KubernetesObject)}${query}`,
      object,
      'application/apply-patch+yaml',
    );
  }
}

export function objectPath({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = clusterWide.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${group}${namespace}/${plural(kind)}/${metadata.name}`;
}

/** Kubernetes' own kinds follow the rules of English. */
function plural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('y')) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith('s') ? `${lower}es` : `${lower}s`;
}
