import { platformSchema, type Platform, type PlatformInput } from '../../config/index.ts';

/** A platform on a cluster with one relay, unless changed. */
export function examplePlatform(turn: PlatformInput['turn'] = {}): Platform {
  return platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'calls',
    target: {
      type: 'kubernetes',
      images: { registry: 'registry.example.org/stoa', tag: 'v1.2.0' },
      networks: { nodes: ['203.0.113.0/24'] },
      web: { hosts: ['meet.example.org'] },
      relay: { externalIps: ['203.0.113.7'], nodes: ['worker-1'] },
    },
    turn,
  });
}
