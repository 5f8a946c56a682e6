import { platformSchema, type KubernetesTarget, type PlatformInput } from '../../config/index.ts';
import type { MeetStackInput } from '../meet/index.ts';

type TargetInput = Extract<PlatformInput['target'], { type: 'kubernetes' }>;

export interface MeetChange {
  readonly sections?: Partial<PlatformInput>;
  readonly target?: Partial<TargetInput>;
  readonly input?: Partial<MeetStackInput>;
}

/** Two session backends, two SFUs in their nodes' network, Redis, two relays; unless changed. */
export function exampleMeet({ sections, target, input }: MeetChange = {}): MeetStackInput {
  const platform = platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'calls',
    turn: { replicas: 2 },
    ...sections,
    target: {
      type: 'kubernetes',
      images: { registry: 'registry.example.org/stoa', tag: 'v1.2.0' },
      networks: { nodes: ['203.0.113.128/28'], pods: ['10.244.0.0/16'], services: ['10.96.0.0/12'] },
      web: { hosts: ['meet.example.org'] },
      relay: { externalIps: ['203.0.113.7', '203.0.113.8'], nodes: ['worker-1', 'worker-2'] },
      ...target,
    },
  });
  return {
    platform,
    target: platform.target as KubernetesTarget,
    secrets: {
      redisPassword: 'redis-password-0123',
      sfuApiSecret: 'janus-api-secret-01',
      sfuAdminSecret: 'janus-admin-secret-0',
      turnSecret: 'turn-secret-01234567',
      adminToken: 'admin-token-01234567',
      guestSecret: 'guest-secret-of-the-tests',
    },
    tls: { certificate: 'CERTIFICATE\n', key: 'KEY\n' },
    ...input,
  };
}
