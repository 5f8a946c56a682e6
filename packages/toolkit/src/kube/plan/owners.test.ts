import { expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { isOwnedBy, ownersOf } from './owners.ts';
import { leaveReplicas } from './autoscaled.ts';
import type { FieldPath } from './field-path.ts';

const live: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'meet',
    managedFields: [
      {
        manager: 'stoa',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': {
                    '.': {},
                    'f:name': {},
                    'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {} } },
                  },
                },
              },
            },
          },
        },
      },
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        fieldsV1: {
          'f:spec': {
            'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } },
          },
        },
      },
      {
        manager: 'kube-controller-manager',
        operation: 'Update',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
    ],
  },
  spec: {
    replicas: 4,
    selector: { matchLabels: { a: 'b' } },
    template: {
      spec: { containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
    },
  },
};
const container: FieldPath = ['spec', 'template', 'spec', 'containers', { name: 'app' }];

it.each([
  [
    ['spec', 'replicas'],
    ['stoa', 'kube-controller-manager'],
  ],
  [[...container, 'image'], ['kubectl-edit']],
  [[...container, 'ports', 0], ['stoa']],
  [['spec', 'selector', 'matchLabels', 'a'], ['stoa']],
  [[...container, 'command'], []],
  [['spec', 'paused'], []],
] as const)('%j belongs to %j', (path, managers) => {
  expect(ownersOf(live, path).map((entry) => entry.manager)).toEqual(managers);
});

it('counts only what is applied as owned', () => {
  expect(isOwnedBy(live, [...container, 'image'], 'kubectl-edit')).toBe(false);
  expect(isOwnedBy(live, ['spec', 'replicas'], 'stoa')).toBe(true);
});

const scaler: KubeObject = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'meet' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
};
const desired: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'meet' },
  spec: { replicas: 2, paused: false },
};

it('leaves replicas to an autoscaler, and keeps its number while the field is still ours', () => {
  const free = {
    ...live,
    metadata: { ...live.metadata, managedFields: live.metadata.managedFields?.slice(1) ?? [] },
  };
  expect(leaveReplicas(desired, undefined, [scaler], 'stoa').object['spec']).toEqual({ paused: false });
  expect(leaveReplicas(desired, live, [scaler], 'stoa').object['spec']).toEqual({
    paused: false,
    replicas: 4,
  });
  expect(leaveReplicas(desired, free, [scaler], 'stoa').object['spec']).toEqual({ paused: false });
  expect(leaveReplicas(desired, live, [scaler], 'stoa').note).toBe(
    'replicas are left to HorizontalPodAutoscaler meet/web',
  );
});

it('keeps its hands off replicas of what is not scaled', () => {
  const other = {
    ...scaler,
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } },
  };
  const elsewhere = { ...scaler, metadata: { name: 'web', namespace: 'other' } };
  expect(leaveReplicas(desired, live, [other, elsewhere], 'stoa')).toEqual({ object: desired });
});
