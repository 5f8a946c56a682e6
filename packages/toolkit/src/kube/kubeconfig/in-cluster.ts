import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAccess } from './access.ts';

/** Where the kubelet puts a pod's service account (Kubernetes: "Accessing the API from within a Pod"). */
const mountedAt = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The access that a pod has by its service account; undefined outside of a pod. */
export async function inClusterAccess(
  env: Readonly<Record<string, string | undefined>>,
  folder = mountedAt,
): Promise<ClusterAccess | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const token = join(folder, 'token');
  if (!host || !(await exists(token))) return undefined;
  const namespace = await readFile(join(folder, 'namespace'), 'utf8').catch(() => 'default');
  return {
    source: 'the service account of this pod',
    context: undefined,
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: namespace.trim(),
    ca: { type: 'file', path: join(folder, 'ca.crt'), place: folder },
    insecureSkipTlsVerify: false,
    tlsServerName: undefined,
    proxy: undefined,
    // The kubelet rotates the token: it is read anew, never kept.
    credentials: { type: 'token-file', path: token, place: folder },
    impersonate: undefined,
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
