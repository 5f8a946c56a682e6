import { expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { explain, formatExplanation } from './explain.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'meet', generation: 2 },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 3, updatedReplicas: 1, availableReplicas: 2 },
};

function pod(name: string, status: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'meet', uid: `uid-${name}` }, status };
}

function event(name: string, type: string, reason: string, at: string): KubeObject {
  const metadata = { name: `${name}.${reason}`, namespace: 'meet' };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    type,
    reason,
    message: `${reason} happened`,
    count: 3,
    lastTimestamp: at,
    involvedObject: { name, uid: `uid-${name}` },
  };
}

const ready = pod('web-1', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
const crashing = pod('web-2', {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
  containerStatuses: [
    { name: 'side', restartCount: 0, state: { running: {} } },
    {
      name: 'app',
      restartCount: 4,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
      lastState: { terminated: { exitCode: 7 } },
    },
  ],
});
const pending = pod('web-3', { phase: 'Pending' });

it('names the pod, the container, its exit code, the newest warning about it and its last lines', () => {
  const events = [
    event('web-2', 'Warning', 'BackOff', '2026-01-01T10:00:00Z'),
    event('web-2', 'Warning', 'Unhealthy', '2026-01-01T09:00:00Z'),
    event('web-3', 'Warning', 'FailedScheduling', '2026-01-01T11:00:00Z'),
    event('web-2', 'Normal', 'Pulled', '2026-01-01T12:00:00Z'),
  ];
  const explanation = explain({
    object: deployment,
    pods: [ready, pending, crashing],
    events,
    logs: { 'web-2/app': ['no such file'] },
  });
  expect(explanation).toMatchObject({ reason: 'CrashLoopBackOff', pod: 'meet/web-2', container: 'app' });
  expect(formatExplanation(explanation)).toBe(
    'Deployment meet/web: CrashLoopBackOff: 1 of 2 pods are of the newest version; pod meet/web-2: container app: back-off 40s (exit code 7, 4 restarts)\n' +
      '  event: BackOff: BackOff happened (3 times)\n' +
      '  | no such file',
  );
});

it('has the words of the object where there are no pods', () => {
  const events = [event('web-5', 'Warning', 'FailedCreate', '2026-01-01T10:00:00Z')];
  const explanation = explain({ object: deployment, pods: [], events, logs: {} });
  expect(explanation).toMatchObject({
    reason: 'RolloutInProgress',
    event: 'FailedCreate: FailedCreate happened (3 times)',
    logs: [],
  });
});

it('does not blame pods that are ready', () => {
  expect(explain({ object: deployment, pods: [ready], events: [], logs: {} }).pod).toBeUndefined();
});
