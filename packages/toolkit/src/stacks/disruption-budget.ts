import type { KubeObject } from '../kube/index.ts';

/**
 * A drain of nodes takes one of these pods at a time: the people of one need the others to go to. A pod that is broken
 * anyway holds up nobody.
 */
export function oneAtATime(
  metadata: KubeObject['metadata'],
  matchLabels: Readonly<Record<string, string>>,
): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels } },
  };
}
