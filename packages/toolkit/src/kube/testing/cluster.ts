import { randomBytes } from 'node:crypto';
import { connect, type KubeClient } from '../api/client.ts';
import { loadAccess } from '../kubeconfig/load.ts';
import type { TransportOptions } from '../transport/transport.ts';
import type { KubeObject } from '../objects/object.ts';
import { drainEvents } from '../../base/index.ts';

/** That of the control plane which suite `cluster` shares (test/cluster/shared-control-plane.ts). */
export function testKubeconfig(): string {
  const path = process.env['STOA_TEST_KUBECONFIG'];
  if (path) return path;
  throw new Error('STOA_TEST_KUBECONFIG is not set: run this in suite cluster');
}

export async function testClient(
  options: TransportOptions = {},
  kubeconfig = testKubeconfig(),
): Promise<KubeClient> {
  return connect(await loadAccess({ kubeconfig }), options);
}

/** A namespace of its own for each test: the cluster is shared. */
export async function newNamespace(client: KubeClient, prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(3).toString('hex')}`;
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

export function configMap(name: string, data: Record<string, string>, namespace?: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    data,
  };
}

/** Without pods, so that it is ready on a cluster without nodes. */
export function deployment(name: string, image = 'example.test/app:1', replicas = 0): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } },
    },
  };
}

/** Something to change twice and, over the last value, something to create and to prune. */
export function threeObjects(value: string): KubeObject[] {
  return [
    configMap('c', { a: value }),
    deployment('web', `example.test/app:${value}`),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `only-${value}` } },
  ];
}

export const drain = drainEvents;
