import { platformSchema, type Platform, type PlatformInput } from '../../config/index.ts';
import type { Facts, PlanInput, Programs } from '../model.ts';
import { statePaths } from '../state-paths.ts';

export const allPrograms: Programs = {
  'redis-server': '/usr/bin/redis-server',
  janus: '/usr/bin/janus',
  turnserver: '/usr/bin/turnserver',
  setpriv: '/usr/bin/setpriv',
  ip: '/usr/sbin/ip',
};

export type SectionsInput = Omit<PlatformInput, 'apiVersion' | 'name' | 'target'>;

export function examplePlatform(sections: SectionsInput = {}): Platform {
  return platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'example',
    target: { type: 'local' },
    ...sections,
  });
}

export function exampleInput(sections: SectionsInput = {}, change: Partial<PlanInput> = {}): PlanInput {
  return {
    platform: examplePlatform(sections),
    programs: allPrograms,
    mediaAddress: '127.88.0.1',
    paths: statePaths('/srv/example', '.stoa'),
    secrets: {
      redisPassword: 'redis-password-0123',
      turnSecret: 'turn-secret-01234567',
      janusApiSecret: 'janus-api-secret-01',
      janusAdminSecret: 'janus-admin-secret-0',
      guestSecret: 'guest-secret-of-the-tests',
      adminToken: 'admin-token-01234567',
    },
    certificate: 'AA:BB',
    node: '/usr/bin/node',
    backendEntry: '/srv/stoa/main.ts',
    webRoot: '/srv/stoa/web',
    ...change,
  };
}

export function exampleFacts(change: Partial<Facts> = {}): Facts {
  return {
    root: true,
    programs: allPrograms,
    addresses: [
      { interface: 'lo', address: '127.0.0.1', internal: true },
      { interface: 'eth0', address: '192.0.2.7', internal: false },
    ],
    primaryAddress: '192.0.2.7',
    ...change,
  };
}
