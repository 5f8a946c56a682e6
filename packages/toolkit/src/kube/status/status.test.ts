import { describe, expect, it } from 'vitest';
import { condition, walk, wanted, type Steps } from '../testing/walk-status.ts';

describe('a Deployment', () => {
  const spec = { replicas: 3 };
  const counts = (observed: number, all: number, updated: number, available: number) => ({
    spec,
    status: {
      observedGeneration: observed,
      replicas: all,
      updatedReplicas: updated,
      availableReplicas: available,
    },
  });
  it('is never ready on old pods: a recorded roll', () => {
    const steps1: Steps = [
      [{ spec }, 'in-progress NotObserved'],
      [counts(1, 3, 3, 3), 'in-progress NotObserved'],
      [counts(2, 3, 0, 3), 'in-progress RolloutInProgress'],
      [counts(2, 4, 1, 3), 'in-progress RolloutInProgress'],
      [counts(2, 4, 3, 3), 'in-progress RolloutInProgress'],
      [counts(2, 3, 3, 2), 'in-progress NotAvailable'],
      [counts(2, 3, 3, 3), 'current Ready'],
    ];
    expect(walk('apps/v1', 'Deployment', steps1)).toEqual(wanted(steps1));
  });

  it('fails when its progress deadline is over, and says why pods cannot be made', () => {
    const late = condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'timed out');
    const quota = condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota');
    const steps2: Steps = [
      [{ spec, status: { observedGeneration: 2, conditions: [late] } }, 'failed ProgressDeadlineExceeded'],
      [{ spec, status: { observedGeneration: 1, conditions: [late] } }, 'in-progress NotObserved'],
      [{ spec, status: { observedGeneration: 2, conditions: [quota] } }, 'in-progress FailedCreate'],
    ];
    expect(walk('apps/v1', 'Deployment', steps2)).toEqual(wanted(steps2));
  });

  it('with 0 replicas is ready; paused it is not', () => {
    const steps3: Steps = [
      [{ spec: { replicas: 0 }, status: { observedGeneration: 2 } }, 'current Ready'],
      [{ spec: { replicas: 0, paused: true }, status: { observedGeneration: 2 } }, 'in-progress Paused'],
    ];
    expect(walk('apps/v1', 'Deployment', steps3)).toEqual(wanted(steps3));
  });
});

it('a StatefulSet: order, partition, OnDelete', () => {
  const status = {
    observedGeneration: 2,
    replicas: 3,
    readyReplicas: 3,
    updatedReplicas: 3,
    currentRevision: 'b',
    updateRevision: 'b',
  };
  const rolling = { replicas: 3, updateStrategy: { type: 'RollingUpdate' } };
  const partition = { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } };
  const steps4: Steps = [
    [{ spec: rolling }, 'in-progress NotObserved'],
    [{ spec: rolling, status: { ...status, replicas: 2 } }, 'in-progress Scaling'],
    [{ spec: rolling, status: { ...status, readyReplicas: 2 } }, 'in-progress NotReady'],
    [{ spec: rolling, status: { ...status, updatedReplicas: 1 } }, 'in-progress RolloutInProgress'],
    [{ spec: rolling, status: { ...status, currentRevision: 'a' } }, 'in-progress RolloutInProgress'],
    [{ spec: rolling, status }, 'current Ready'],
    [{ spec: partition, status: { ...status, updatedReplicas: 1, currentRevision: 'a' } }, 'current Ready'],
    [{ spec: partition, status: { ...status, updatedReplicas: 0 } }, 'in-progress RolloutInProgress'],
    [
      {
        spec: { replicas: 3, updateStrategy: { type: 'OnDelete' } },
        status: { ...status, updatedReplicas: 0 },
      },
      'current Ready',
    ],
  ];
  expect(walk('apps/v1', 'StatefulSet', steps4)).toEqual(wanted(steps4));
});

it('a DaemonSet and a ReplicaSet', () => {
  const daemons = {
    observedGeneration: 2,
    desiredNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
  };
  const steps5: Steps = [
    [{}, 'in-progress NotObserved'],
    [{ status: { ...daemons, updatedNumberScheduled: 1 } }, 'in-progress RolloutInProgress'],
    [{ status: { ...daemons, numberAvailable: 1 } }, 'in-progress NotAvailable'],
    [{ status: daemons }, 'current Ready'],
    [{ status: { observedGeneration: 2, desiredNumberScheduled: 0 } }, 'current Ready'],
  ];
  expect(walk('apps/v1', 'DaemonSet', steps5)).toEqual(wanted(steps5));
  const steps6: Steps = [
    [{ spec: { replicas: 1 }, status: { observedGeneration: 2, replicas: 0 } }, 'in-progress Scaling'],
    [{ spec: { replicas: 1 }, status: { observedGeneration: 2, replicas: 1 } }, 'in-progress NotAvailable'],
    [
      { spec: { replicas: 1 }, status: { observedGeneration: 2, replicas: 1, availableReplicas: 1 } },
      'current Ready',
    ],
  ];
  expect(walk('apps/v1', 'ReplicaSet', steps6)).toEqual(wanted(steps6));
});

it('a Job', () => {
  const steps7: Steps = [
    [{}, 'in-progress NotStarted'],
    [{ status: { startTime: 't' } }, 'in-progress Running'],
    [
      { status: { startTime: 't', conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] } },
      'failed BackoffLimitExceeded',
    ],
    [{ status: { startTime: 't', conditions: [condition('Complete', 'True')] } }, 'current Ready'],
    [{ spec: { suspend: true } }, 'current Ready'],
  ];
  expect(walk('batch/v1', 'Job', steps7)).toEqual(wanted(steps7));
});

it('a Pod', () => {
  const waiting = {
    name: 'a',
    restartCount: 3,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 1 } },
  };
  const steps8: Steps = [
    [{}, 'in-progress Pending'],
    [
      { status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] } },
      'in-progress Unschedulable',
    ],
    [{ status: { phase: 'Running', containerStatuses: [waiting] } }, 'in-progress CrashLoopBackOff'],
    [
      { status: { phase: 'Running', conditions: [condition('Ready', 'False', 'ContainersNotReady')] } },
      'in-progress ContainersNotReady',
    ],
    [{ status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'current Ready'],
    [{ status: { phase: 'Failed', reason: 'Evicted' } }, 'failed Evicted'],
    [{ status: { phase: 'Succeeded' } }, 'current Ready'],
  ];
  expect(walk('v1', 'Pod', steps8)).toEqual(wanted(steps8));
});

it.each([
  ['v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'in-progress Pending'],
  ['v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }, 'current Ready'],
  ['v1', 'PersistentVolumeClaim', { status: { phase: 'Lost' } }, 'failed Lost'],
  ['v1', 'Service', { spec: { type: 'ClusterIP' } }, 'current Ready'],
  ['v1', 'Service', { spec: { type: 'LoadBalancer' } }, 'in-progress NoAddress'],
  [
    'v1',
    'Service',
    { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } },
    'current Ready',
  ],
  ['policy/v1', 'PodDisruptionBudget', {}, 'in-progress NotObserved'],
  [
    'policy/v1',
    'PodDisruptionBudget',
    { status: { observedGeneration: 2, currentHealthy: 0 } },
    'current Ready',
  ],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', {}, 'in-progress NotObserved'],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    {
      status: {
        conditions: [
          condition('AbleToScale', 'True'),
          condition('ScalingActive', 'False', 'FailedGetResourceMetric'),
        ],
      },
    },
    'in-progress FailedGetResourceMetric',
  ],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { status: { conditions: [condition('AbleToScale', 'True'), condition('ScalingActive', 'True')] } },
    'current Ready',
  ],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, 'in-progress NotEstablished'],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { status: { conditions: [condition('NamesAccepted', 'False', 'ListKindConflict')] } },
    'failed ListKindConflict',
  ],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { status: { conditions: [condition('Established', 'True')] } },
    'current Ready',
  ],
  ['v1', 'Namespace', { status: { phase: 'Active' } }, 'current Ready'],
  [
    'v1',
    'Namespace',
    { meta: { deletionTimestamp: 't', finalizers: ['a/b'] }, status: { phase: 'Terminating' } },
    'terminating Terminating',
  ],
  [
    'apiregistration.k8s.io/v1',
    'APIService',
    { status: { conditions: [condition('Available', 'False', 'MissingEndpoints')] } },
    'in-progress MissingEndpoints',
  ],
  ['v1', 'ConfigMap', {}, 'current Ready'],
  ['example.net/v1', 'Thing', {}, 'current Ready'],
  [
    'example.net/v1',
    'Thing',
    { status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] } },
    'in-progress NotObserved',
  ],
  [
    'example.net/v1',
    'Thing',
    { status: { conditions: [condition('Ready', 'False', 'Waiting')] } },
    'in-progress Waiting',
  ],
  [
    'example.net/v1',
    'Thing',
    { status: { conditions: [condition('Stalled', 'True', 'Broken'), condition('Ready', 'True')] } },
    'failed Broken',
  ],
] as const)('%s %s %j: %s', (apiVersion, kind, parts, expected) => {
  expect(walk(apiVersion, kind, [[parts, expected]])).toEqual([expected]);
});
