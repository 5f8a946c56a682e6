import type { KubeObject } from '../../kube/index.ts';
import { metadataOf, type MeetStackInput } from './input.ts';

/** How many session backends there may be. Rooms in memory are seen by one session backend only. */
export function replicasOf({ platform, target }: MeetStackInput): { min: number; max: number } {
  if (platform.redis.kind === 'memory') return { min: 1, max: 1 };
  const min = platform.meet.backends;
  return { min, max: Math.max(min, target.scaling.maxBackends) };
}

export function isAutoscaled(input: MeetStackInput): boolean {
  const { min, max } = replicasOf(input);
  return max > min;
}

/**
 * Up after a minute and doubling, down slowly: a pod that goes moves its people. Which one goes is the ReplicaSet's choice; the
 * controller (controller.ts) marks the busy ones.
 */
export function autoscaler(input: MeetStackInput): KubeObject[] {
  if (!isAutoscaled(input)) return [];
  const { min, max } = replicasOf(input);
  const { cpu, memory } = input.target.scaling;
  const use = (name: string, averageUtilization: number) => {
    return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
  };
  const percent = (value: number, periodSeconds: number) => [{ type: 'Percent', value, periodSeconds }];
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadataOf(input, 'meet'),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'meet' },
        minReplicas: min,
        maxReplicas: max,
        metrics: [use('cpu', cpu), use('memory', memory)],
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 60, policies: percent(100, 15) },
          scaleDown: { stabilizationWindowSeconds: 300, policies: percent(10, 60) },
        },
      },
    },
  ];
}
