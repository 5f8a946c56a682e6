import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { fieldManager } from '../plan/names.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { parentRef } from '../sets/parent.ts';
import {
  configMap,
  deployment,
  drain,
  newNamespace,
  testClient,
  testKubeconfig,
} from '../testing/cluster.ts';
import { applySet } from './apply-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;

beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'kubectl');
  set = objectSet('demo', namespace);
  await drain(
    applySet(client, set, [configMap('a', { x: '1' }), configMap('b', { x: '1' }), deployment('web')], {
      timeoutMs: 60_000,
    }),
  );
});
afterAll(async () => {
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client.close();
});

function kubectlApply(objects: readonly KubeObject[]) {
  const args = [
    'apply',
    '--server-side',
    `--field-manager=${fieldManager}`,
    '--prune',
    `--applyset=secret/${set.name}`,
    '-n',
    namespace,
    '-f',
    '-',
  ];
  return run('kubectl', args, {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    env: { KUBECONFIG: testKubeconfig(), KUBECTL_APPLYSET: 'true' },
    okCodes: [0, 1],
  });
}

it('respects the set of another tool, as the standard asks', async () => {
  const { exitCode, stderr } = await kubectlApply([configMap('a', { x: '1' })]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('managed by tooling "stoa" instead of "kubectl"');
  await expect(
    client.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'b', namespace }),
  ).resolves.toBeDefined();
});

it('prunes the very same members once the set is handed over to it', async () => {
  const tooling = 'kubectl/v1.32.4';
  await client.patch(parentRef(set), {
    metadata: { annotations: { 'applyset.kubernetes.io/tooling': tooling } },
  });
  const { stdout, stderr, exitCode } = await kubectlApply([configMap('a', { x: '1' })]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toMatch(/configmap\/b pruned/);
  expect(stdout).toMatch(/deployment.apps\/web pruned/);
  expect(stdout).not.toMatch(/configmap\/a pruned/);
  await expect(drain(applySet(client, set, [configMap('a', { x: '1' })]))).rejects.toMatchObject({
    code: 'KUBE_SET_FOREIGN',
  });
});
