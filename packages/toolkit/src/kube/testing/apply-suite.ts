import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { applySet, type ApplySetOptions } from '../apply/apply-set.ts';
import type { ApplyEvent } from '../apply/events.ts';
import type { KubeObject } from '../objects/object.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { configMap, deployment, drain, newNamespace, testClient } from './cluster.ts';

/** What a test of the engine works with: a set in a namespace of the test's own. */
export interface TestSet {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly set: ObjectSet;
}

/**
 * Registers the hooks that give each test of a file its own set, and remove the namespaces at the end.
 * @param take is given the set before each test
 * @param connect to a cluster with nodes, say; default: the control plane that the suite shares
 * @returns the namespaces that are removed; a test that makes more of them adds their names
 */
export function useTestSet(
  prefix: string,
  take: (given: TestSet) => void,
  connect: () => Promise<KubeClient> = testClient,
): string[] {
  let client: KubeClient;
  const used: string[] = [];
  beforeAll(async () => {
    client = await connect();
  });
  beforeEach(async () => {
    const namespace = await newNamespace(client, prefix);
    used.push(namespace);
    take({ client, namespace, set: objectSet('demo', namespace) });
  });
  afterAll(async () => {
    for (const name of used) await client.delete({ apiVersion: 'v1', kind: 'Namespace', name });
    client.close();
  });
  return used;
}

export const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};

export const secret = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { password: value },
});

export const basic = () => [deployment('web'), service, configMap('c', { a: '1' })];

/** Applies to the end; the result with all that was told on the way. */
export async function applyTo(
  { client, set }: Pick<TestSet, 'client' | 'set'>,
  objects: readonly KubeObject[],
  options: ApplySetOptions = {},
) {
  const events: ApplyEvent[] = [];
  const result = await drain(applySet(client, set, objects, { timeoutMs: 60_000, ...options }), (event) =>
    events.push(event),
  );
  return { ...result, events };
}
