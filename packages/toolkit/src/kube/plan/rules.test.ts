import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { contentHash, rollOnConfigChange, withContentHash } from './content-hash.ts';
import { explainImmutable } from './immutable.ts';
import { maskChange } from './mask.ts';
import { configHashKey } from './names.ts';
import { inParallel } from './pool.ts';
import { protectionOf } from './protection.ts';
import { inWaves, waveOf } from './waves.ts';
import { valueAt } from '../objects/values.ts';

function make(apiVersion: string, kind: string, name: string, rest: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: 'meet' }, ...rest };
}

describe('content hashes', () => {
  const workload = (spec: object) => make('apps/v1', 'Deployment', 'web', { spec: { template: { spec } } });
  const hashOf = (objects: readonly KubeObject[]) =>
    valueAt(
      rollOnConfigChange('k', objects).at(-1),
      'spec',
      'template',
      'metadata',
      'annotations',
      configHashKey,
    );
  const config = (value: string) => make('v1', 'ConfigMap', 'c', { data: { a: value } });
  const secret = (value: string) => make('v1', 'Secret', 'c', { data: { a: btoa(value) } });

  it.each([
    ['a volume', { volumes: [{ secret: { secretName: 'c' } }] }],
    ['a projected volume', { volumes: [{ projected: { sources: [{ secret: { name: 'c' } }] } }] }],
    ['envFrom', { containers: [{ envFrom: [{ secretRef: { name: 'c' } }] }] }],
    ['env', { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'c', key: 'a' } } }] }] }],
  ])('roll the pods when the Secret that they read by %s changes', (_how, spec) => {
    const [one, two] = [hashOf([secret('1'), workload(spec)]), hashOf([secret('2'), workload(spec)])];
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(two).not.toBe(one);
    // A ConfigMap of that name is something else.
    expect(hashOf([config('1'), workload(spec)])).toBeUndefined();
  });

  it.each([
    ['a volume', { volumes: [{ configMap: { name: 'c' } }] }],
    ['a projected volume', { volumes: [{ projected: { sources: [{ configMap: { name: 'c' } }] } }] }],
    ['envFrom', { containers: [{ envFrom: [{ configMapRef: { name: 'c' } }] }] }],
    [
      'env of an init container',
      { initContainers: [{ env: [{ valueFrom: { configMapKeyRef: { name: 'c', key: 'a' } } }] }] },
    ],
  ])('roll the pods when what they read by %s changes', (_how, spec) => {
    const [one, two] = [hashOf([config('1'), workload(spec)]), hashOf([config('2'), workload(spec)])];
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(two).not.toBe(one);
    expect(hashOf([config('1'), workload(spec)])).toBe(one);
  });

  it('leave pods alone that read nothing of the set', () => {
    expect(hashOf([config('1'), workload({ volumes: [{ configMap: { name: 'other' } }] })])).toBeUndefined();
  });

  it('do not depend on the order of keys, nor on being made twice', () => {
    const hash = contentHash('k', { a: 1, b: [{ c: 2, d: 3 }] });
    expect(contentHash('k', { b: [{ d: 3, c: 2 }], a: 1 })).toBe(hash);
    expect(contentHash('another key', { a: 1, b: [{ c: 2, d: 3 }] })).not.toBe(hash);
    const once = withContentHash('k', config('1'));
    expect(withContentHash('k', once)).toEqual(once);
  });
});

describe('waves', () => {
  it('put what is referred to first', () => {
    const order = [
      'Namespace v1',
      'CustomResourceDefinition apiextensions.k8s.io/v1',
      'ResourceQuota v1',
      'ServiceAccount v1',
      'Secret v1',
      'Deployment apps/v1',
      'Gateway gateway.networking.k8s.io/v1',
      'HTTPRoute gateway.networking.k8s.io/v1',
      'BackendTrafficPolicy gateway.envoyproxy.io/v1alpha1',
      'ValidatingWebhookConfiguration admissionregistration.k8s.io/v1',
    ];
    const types = order.map((text) => ({
      kind: text.split(' ')[0] ?? '',
      apiVersion: text.split(' ')[1] ?? '',
    }));
    const waves = types.map(waveOf);
    expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    expect(new Set(waves).size).toBe(order.length);
    expect(inWaves(types.toReversed(), (type) => type).flat()).toEqual(types);
  });

  it.each([
    ['ConfigMap', 'v1'],
    ['Service', 'v1'],
    ['PersistentVolumeClaim', 'v1'],
    ['PodDisruptionBudget', 'policy/v1'],
    ['NetworkPolicy', 'networking.k8s.io/v1'],
    ['RoleBinding', 'rbac.authorization.k8s.io/v1'],
  ])('put %s before pods', (kind, apiVersion) => {
    expect(waveOf({ kind, apiVersion })).toBeLessThan(waveOf({ kind: 'Deployment', apiVersion: 'apps/v1' }));
  });
});

it.each([
  ['PersistentVolumeClaim', 'v1', {}, true],
  ['Secret', 'v1', { data: { a: 'b' } }, true],
  ['Secret', 'v1', { data: {} }, false],
  ['Namespace', 'v1', {}, true],
  ['CustomResourceDefinition', 'apiextensions.k8s.io/v1', {}, true],
  ['ConfigMap', 'v1', { data: { a: 'b' } }, false],
  ['Deployment', 'apps/v1', {}, false],
] as const)('protects %s %s %j: %s', (kind, apiVersion, rest, expected) => {
  expect(protectionOf(make(apiVersion, kind, 'x', rest)) !== undefined).toBe(expected);
});

it('explains what cannot change', () => {
  const ref = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'redis', namespace: 'meet' };
  const found = explainImmutable(ref, [
    ['spec', 'replicas'],
    ['spec', 'volumeClaimTemplates', { name: 'data' }, 'spec'],
  ]);
  expect(found?.message).toMatch(/^\.spec\.volumeClaimTemplates\[name="data"\]\.spec cannot change: /);
  expect(found?.remedy).toMatch(/orphan/);
  expect(explainImmutable(ref, [['spec', 'replicas']])).toBeUndefined();
});

it('masks what a Secret holds, and shows that it differs', () => {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: 's' };
  const masked = maskChange('k', ref, {
    path: ['data', 'password'],
    before: 'aHVudGVyMg==',
    after: 'c2VzYW1l',
  });
  expect(JSON.stringify(masked)).not.toMatch(/aHVudGVyMg|c2VzYW1l/);
  expect(masked.before).not.toBe(masked.after);
  expect(maskChange('k', ref, { path: ['data'], before: undefined, after: { a: 'c2VzYW1l' } })).toMatchObject(
    {
      before: undefined,
      after: expect.stringMatching(/^\(secret/),
    },
  );
  const env = { path: ['env', { name: 'DB_PASSWORD' }, 'value'], before: 'hunter2', after: 'sesame' };
  expect(JSON.stringify(maskChange('k', { ...ref, kind: 'Deployment' }, env))).not.toMatch(/hunter2|sesame/);
  const label = { path: ['metadata', 'labels', 'a'], before: '1', after: '2' };
  expect(maskChange('k', ref, label)).toBe(label);
});

describe('inParallel', () => {
  it('keeps the order and the width', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([5, 1, 3, 2, 4], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, item));
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual([10, 2, 6, 4, 8]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and waits for what runs', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inParallel([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      if (item === 0) throw new Error('no');
      await new Promise((resolve) => setTimeout(resolve, 5));
      ended += 1;
    });
    await expect(work).rejects.toThrow('no');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(1);
  });
});
