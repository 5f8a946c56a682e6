import type { Context } from '../api/_context.ts';
import type { ClusterAccess } from '../kubeconfig/access.ts';
import type { Transport } from '../transport/transport.ts';

/** Access to a server that a test started: no credentials, and nothing of a kubeconfig. */
export function accessTo(origin: string, more: Partial<ClusterAccess> = {}): ClusterAccess {
  return {
    source: 'test',
    context: undefined,
    server: new URL(origin),
    namespace: 'default',
    ca: undefined,
    insecureSkipTlsVerify: false,
    tlsServerName: undefined,
    proxy: undefined,
    credentials: { type: 'none' },
    impersonate: undefined,
    ...more,
  };
}

/** For servers that have pods, and no discovery. */
export function podContext(transport: Transport): Context {
  const info = {
    apiVersion: 'v1',
    kind: 'Pod',
    plural: 'pods',
    namespaced: true,
    verbs: [],
    shortNames: [],
    subresources: [],
  };
  const find = () => Promise.resolve(info);
  return { transport, discovery: { find, findKind: find, all: async () => [info], refresh: () => {} } };
}
