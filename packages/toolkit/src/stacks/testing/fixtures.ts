import { platformSchema, type KubernetesTarget, type PlatformInput } from '../../config/index.ts';
import type { CoturnStackInput } from '../coturn/index.ts';

type TargetInput = Extract<PlatformInput['target'], { type: 'kubernetes' }>;

export interface ExampleChange {
  readonly turn?: PlatformInput['turn'];
  readonly target?: Partial<TargetInput>;
  readonly input?: Partial<CoturnStackInput>;
}

/** Two relays with public addresses on nodes of their own, unless changed. */
export function exampleCoturn({ turn, target, input }: ExampleChange = {}): CoturnStackInput {
  const platform = platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'calls',
    target: {
      type: 'kubernetes',
      images: { registry: 'registry.example.org/stoa', tag: 'v1.2.0' },
      networks: { nodes: ['203.0.113.128/28'], pods: ['10.244.0.0/16'], services: ['10.96.0.0/12'] },
      relay: { externalIps: ['203.0.113.7', '203.0.113.8'], nodes: ['worker-1', 'worker-2'] },
      ...target,
    },
    turn: { replicas: 2, ...turn },
  });
  return {
    platform,
    target: platform.target as KubernetesTarget,
    secrets: { current: 'turn-secret-01234567' },
    tls: { certificate: 'CERTIFICATE\n', key: 'KEY\n' },
    sfus: ['10.244.7.0/24', '192.0.2.31'],
    ...input,
  };
}

/** Relays behind Services, with few ports. */
export function nodePortCoturn(): CoturnStackInput {
  return exampleCoturn({
    turn: { port: 30_478, tlsPort: 30_349, relayPorts: { min: 31_000, max: 31_007 } },
    target: { relay: { exposure: 'nodePort' } },
  });
}
