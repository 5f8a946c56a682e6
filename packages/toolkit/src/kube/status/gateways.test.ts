import { describe, expect, it } from 'vitest';
import { condition, make, walk, wanted, type Steps } from '../testing/walk-status.ts';
import { statusOf } from './status.ts';

const about = (said: object, observedGeneration: number) => ({ ...said, observedGeneration });

it('a route counts only conditions about its newest version', () => {
  const said = (observedGeneration: number, status = 'True') =>
    ['Accepted', 'ResolvedRefs'].map((type) => ({ type, status, reason: type, observedGeneration }));
  const route = (conditions: object[]) => ({
    spec: { parentRefs: [{ name: 'g' }] },
    status: { parents: [{ parentRef: { name: 'g' }, conditions }] },
  });
  const steps: Steps = [
    [{ spec: { parentRefs: [{ name: 'g' }] } }, 'in-progress NoParent'],
    [route(said(1)), 'in-progress NotObserved'],
    [route(said(2, 'False')), 'in-progress Accepted'],
    [route(said(2)), 'current Ready'],
  ];
  expect(walk('gateway.networking.k8s.io/v1', 'HTTPRoute', steps)).toEqual(wanted(steps));
});

describe('a Gateway', () => {
  const kind = ['gateway.networking.k8s.io/v1', 'Gateway'] as const;
  const said = (types: string, observedGeneration = 2) =>
    types.split(' ').map((type) => about(condition(type, 'True', type), observedGeneration));
  const spec = { gatewayClassName: 'envoy', listeners: [{ name: 'https' }] };
  const listener = (conditions: object[]) => ({ listeners: [{ name: 'https', conditions }] });
  const good = listener(said('ResolvedRefs Accepted Programmed'));

  it('is there when it and each of its listeners is, in the newest version', () => {
    const steps: Steps = [
      [{ spec, status: { ...good, conditions: said('Accepted Programmed', 1) } }, 'in-progress Pending'],
      [{ spec, status: { conditions: said('Accepted Programmed') } }, 'in-progress NotResolvedRefs'],
      [{ spec, status: { ...good, conditions: said('Accepted') } }, 'in-progress NotProgrammed'],
      [{ spec, status: { ...good, conditions: said('Accepted Programmed') } }, 'current Ready'],
    ];
    expect(walk(...kind, steps)).toEqual(wanted(steps));
  });

  it('names the listener that has no certificate', () => {
    const refused = condition('ResolvedRefs', 'False', 'InvalidCertificateRef', 'no Secret x');
    const conditions = [about(refused, 2), ...said('Accepted')];
    const status = { ...listener(conditions), conditions: said('Accepted Programmed') };
    expect(statusOf(make(...kind, { spec, status }))).toMatchObject({
      state: 'in-progress',
      reason: 'InvalidCertificateRef',
      message: 'listener https: no Secret x',
    });
  });

  it('that nobody took names its class', () => {
    const waiting = about(condition('Accepted', 'Unknown', 'Pending'), 0);
    expect(statusOf(make(...kind, { spec, status: { conditions: [waiting] } }))).toMatchObject({
      reason: 'Pending',
      message: expect.stringContaining('GatewayClass envoy'),
    });
  });
});

it('a policy of a gateway is there when every gateway has accepted it', () => {
  const ancestor = (status: string, observedGeneration = 2) => ({
    ancestorRef: { name: 'g' },
    conditions: [{ ...condition('Accepted', status, 'Said'), observedGeneration }],
  });
  const steps: Steps = [
    [{}, 'in-progress NoAncestor'],
    [{ status: { ancestors: [ancestor('True', 1)] } }, 'in-progress NotObserved'],
    [{ status: { ancestors: [ancestor('True'), ancestor('False')] } }, 'in-progress Said'],
    [{ status: { ancestors: [ancestor('True')] } }, 'current Ready'],
  ];
  expect(walk('gateway.envoyproxy.io/v1alpha1', 'BackendTrafficPolicy', steps)).toEqual(wanted(steps));
});
