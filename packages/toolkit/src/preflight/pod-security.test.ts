import { describe, expect, it } from 'vitest';
import { restrictedContainer, restrictedPod } from '../stacks/pod-security.ts';
import { breaches } from './pod-security.ts';

const good = {
  securityContext: restrictedPod,
  containers: [{ name: 'a', securityContext: restrictedContainer }],
  volumes: [{ name: 'c', configMap: { name: 'c' } }],
};
const withContext = (context: object) => ({ ...good, containers: [{ name: 'a', securityContext: context }] });

describe('Pod Security levels', () => {
  it('our own pods keep the strictest', () => {
    expect(breaches(good, 'restricted')).toEqual([]);
  });

  it('privileged allows everything', () => {
    expect(breaches({ hostNetwork: true, containers: [] }, 'privileged')).toEqual([]);
  });

  it.each([
    [{ ...good, hostNetwork: true }, 'hostNetwork is true'],
    [{ ...good, hostPID: true }, 'hostPID is true'],
    [{ ...good, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'volume v is a hostPath'],
    [
      { ...good, securityContext: { ...restrictedPod, sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
      'sysctl kernel.msgmax is not a safe one',
    ],
    [withContext({ ...restrictedContainer, privileged: true }), 'container a is privileged'],
    [
      withContext({ ...restrictedContainer, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
      'container a adds the capability SYS_ADMIN',
    ],
    [
      {
        ...good,
        containers: [{ name: 'a', securityContext: restrictedContainer, ports: [{ hostPort: 80 }] }],
      },
      'container a has hostPort 80',
    ],
    [
      withContext({ ...restrictedContainer, seccompProfile: { type: 'Unconfined' } }),
      'container a has seccomp Unconfined',
    ],
  ])('baseline: %#', (spec, breach) => {
    expect(breaches(spec, 'baseline')).toEqual([breach]);
    expect(breaches(spec, 'restricted')).toContain(breach);
  });

  it.each([
    [withContext({}), 'container a does not set allowPrivilegeEscalation to false'],
    [withContext({}), 'container a does not drop ALL capabilities'],
    [
      { ...good, securityContext: { ...restrictedPod, runAsNonRoot: false } },
      'container a does not set runAsNonRoot to true',
    ],
    [withContext({ ...restrictedContainer, runAsUser: 0 }), 'container a runs as user 0'],
    [{ ...good, securityContext: { runAsNonRoot: true } }, 'container a has no seccompProfile'],
    [{ ...good, volumes: [{ name: 'n', nfs: {} }] }, 'volume n is of type nfs'],
    [{ ...good, initContainers: [{ name: 'i' }] }, 'container i does not drop ALL capabilities'],
  ])('restricted: %#', (spec, breach) => {
    expect(breaches(spec, 'baseline')).toEqual([]);
    expect(breaches(spec, 'restricted')).toContain(breach);
  });

  it('says a host port once with the node’s network', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'a', ports: [{ hostPort: 80 }] }] };
    expect(breaches(spec, 'baseline')).toEqual(['hostNetwork is true']);
  });
});
