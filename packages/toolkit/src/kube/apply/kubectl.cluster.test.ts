import { describe, expect, it } from 'vitest';
import { run } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { makePlan } from '../plan/make-plan.ts';
import { fieldManager } from '../plan/names.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { parentRef } from '../sets/parent.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment, testKubeconfig } from '../testing/cluster.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet('kubectl', (given) => {
  ({ client, namespace, set } = given);
});

const at = (apiVersion: string, kind: string, name: string) =>
  client.get({ apiVersion, kind, name, namespace });
const apply = (objects: readonly KubeObject[], options = {}) => applyTo({ client, set }, objects, options);

function kubectl(args: readonly string[], input?: string) {
  return run('kubectl', ['-n', namespace, ...args], {
    ...(input === undefined ? {} : { input }),
    env: { KUBECONFIG: testKubeconfig(), KUBECTL_APPLYSET: 'true' },
    okCodes: [0, 1],
  });
}

/** @param manager whose fields they become; ours when it carries on with a set of ours */
function kubectlApply(objects: readonly KubeObject[], manager: string = fieldManager) {
  const how = ['--server-side', `--field-manager=${manager}`, '--prune', `--applyset=secret/${set.name}`];
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return kubectl(['apply', ...how, '-f', '-'], JSON.stringify(list));
}

/** As the standard asks (KEP-3659): a set is handed over by changing its annotation. */
const handOver = (tooling: string) =>
  client.patch(parentRef(set), { metadata: { annotations: { 'applyset.kubernetes.io/tooling': tooling } } });
const kubectlTooling = 'kubectl/v1.32.4';

describe('a set of ours', () => {
  const ours = () => [configMap('a', { x: '1' }), configMap('b', { x: '1' }), deployment('web')];

  it('is respected by kubectl, as the standard asks', async () => {
    await apply(ours());
    const { exitCode, stderr } = await kubectlApply([configMap('a', { x: '1' })]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('managed by tooling "stoa" instead of "kubectl"');
    await expect(at('v1', 'ConfigMap', 'b')).resolves.toBeDefined();
  });

  it('has the very same members for kubectl, once it is handed over', async () => {
    await apply(ours());
    await handOver(kubectlTooling);
    const { stdout, stderr, exitCode } = await kubectlApply([configMap('a', { x: '1' })]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/configmap\/b pruned/);
    expect(stdout).toMatch(/deployment.apps\/web pruned/);
    expect(stdout).not.toMatch(/configmap\/a pruned/);
    await expect(apply([configMap('a', { x: '1' })])).rejects.toMatchObject({ code: 'KUBE_SET_FOREIGN' });
  });
});

describe('a set of kubectl', () => {
  const theirs = () => [configMap('a', { x: '1' }), configMap('b', { x: '1' }), deployment('web')];

  it('is left alone, and has the very same members for us once it is handed over', async () => {
    const made = await kubectlApply(theirs(), 'kubectl');
    expect(made).toMatchObject({ exitCode: 0 });
    await expect(apply([configMap('a', { x: '1' })])).rejects.toMatchObject({ code: 'KUBE_SET_FOREIGN' });
    await handOver('stoa/v0');
    const result = await apply([configMap('a', { x: '1' })]);
    expect(result).toMatchObject({ deleted: 2 });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toBeUndefined();
    await expect(at('v1', 'ConfigMap', 'b')).resolves.toBeUndefined();
    // And back: kubectl finds the set as it left it, less what we pruned.
    await handOver(kubectlTooling);
    const back = await kubectlApply([configMap('c', { x: '1' })], 'kubectl');
    expect(back).toMatchObject({ exitCode: 0 });
    expect(back.stdout).toMatch(/configmap\/a pruned/);
  });
});

describe('what kubectl changed by hand', () => {
  const objects = () => [deployment('web', 'example.test/app:1'), configMap('c', { a: '1', b: '1' })];

  it.each([
    ['kubectl set image', ['set', 'image', 'deployment/web', 'app=example.test/app:by-hand'], 'Deployment'],
    ['kubectl scale', ['scale', 'deployment/web', '--replicas=3'], 'Deployment'],
    [
      'kubectl patch',
      ['patch', 'configmap/c', '--type=merge', '-p', '{"data":{"a":"by hand"}}'],
      'ConfigMap',
    ],
  ])('is a conflict that names it, and is left alone: %s', async (_what, args, kind) => {
    await apply(objects());
    await expect(kubectl(args)).resolves.toMatchObject({ exitCode: 0 });
    const before = await Promise.all([at('apps/v1', 'Deployment', 'web'), at('v1', 'ConfigMap', 'c')]);
    const plan = await makePlan(client, set, objects());
    const change = plan.changes.find(({ action }) => action === 'conflict');
    expect(change).toMatchObject({
      ref: { kind },
      conflicts: [{ manager: expect.stringMatching(/^kubectl/) }],
    });
    await expect(apply(objects())).rejects.toMatchObject({
      code: 'KUBE_FIELD_CONFLICT',
      message: expect.stringContaining('belongs to kubectl'),
    });
    const after = await Promise.all([at('apps/v1', 'Deployment', 'web'), at('v1', 'ConfigMap', 'c')]);
    expect(after.map((object) => object?.['spec'] ?? object?.['data'])).toEqual(
      before.map((object) => object?.['spec'] ?? object?.['data']),
    );
  });

  it('beside our fields stays when we change ours', async () => {
    await apply(objects());
    await kubectl(['patch', 'configmap/c', '--type=merge', '-p', '{"data":{"theirs":"x"}}']);
    await kubectl(['label', 'deployment/web', 'team=media']);
    const changed = [deployment('web', 'example.test/app:2'), configMap('c', { a: '2', b: '1' })];
    await expect(apply(changed)).resolves.toMatchObject({ changed: 2 });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: '2', theirs: 'x' } });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toMatchObject({
      metadata: { labels: { team: 'media' } },
    });
  });
});
