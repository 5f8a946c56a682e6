import { describe, expect, it } from 'vitest';
import { recorded, subject, tell, thing, workload } from '../testing/recorded.ts';
import { limits } from './limits.ts';
import { quota } from './quota.ts';
import { storage } from './storage.ts';

const quotaOf = (hard: object, used: object, spec: object = {}) =>
  thing('v1', 'ResourceQuota', 'q', { spec: { hard, ...spec }, status: { hard, used } });
const sized = { resources: { requests: { cpu: '500m', memory: '256Mi' } } };

describe('quota', () => {
  const web = (replicas: number) => workload('web', {}, { replicas, container: sized });

  it('counts pods and what they ask for', async () => {
    const view = recorded({
      objects: [quotaOf({ 'requests.cpu': '2', pods: '10' }, { 'requests.cpu': '500m', pods: '1' })],
    });
    expect(await tell(quota, subject(web(3)), view)).toEqual([]);
    expect(await tell(quota, subject(web(4)), view)).toEqual([
      'error ResourceQuota calls/q: the set needs 2 more requests.cpu, and the quota has 1.5 of 2 left',
    ]);
  });

  it('does not count twice what is there already', async () => {
    const view = recorded({ objects: [web(3), quotaOf({ cpu: '2' }, { cpu: '1500m' })] });
    expect(await tell(quota, subject(web(4)), view)).toEqual([]);
    expect(await tell(quota, subject(web(5)), view)).toHaveLength(1);
  });

  it('counts objects, node ports and storage', async () => {
    const hard = {
      'count/deployments.apps': '1',
      services: '0',
      'services.nodeports': '1',
      'requests.storage': '1Gi',
    };
    const service = thing('v1', 'Service', 's', { spec: { type: 'NodePort', ports: [{}, {}] } });
    const claim = thing('v1', 'PersistentVolumeClaim', 'd', {
      spec: { resources: { requests: { storage: '2Gi' } } },
    });
    const found = await tell(
      quota,
      subject(web(1), service, claim),
      recorded({ objects: [quotaOf(hard, {})] }),
    );
    expect(found).toEqual([
      'error ResourceQuota calls/q: the set needs 1 more services, and the quota has 0 of 0 left',
      'error ResourceQuota calls/q: the set needs 2 more services.nodeports, and the quota has 1 of 1 left',
      'error ResourceQuota calls/q: the set needs 2Gi more requests.storage, and the quota has 1Gi of 1Gi left',
    ]);
  });

  it('warns of what autoscalers may come to need', async () => {
    const scaler = thing('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: { minReplicas: 2, maxReplicas: 8, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
    });
    const view = recorded({ objects: [quotaOf({ pods: '5' }, {})] });
    expect(await tell(quota, subject(web(1), scaler), view)).toEqual([
      expect.stringMatching(/^warning .* at their largest .* need 8 more pods/),
    ]);
  });

  it('misses amounts that the quota counts, unless there is a default', async () => {
    const counted = quotaOf({ 'limits.memory': '10Gi' }, {});
    expect(await tell(quota, subject(workload('web')), recorded({ objects: [counted] }))).toEqual([
      'error Deployment calls/web: its pods are refused by ResourceQuota calls/q: container app has no limits.memory',
    ]);
    const range = thing('v1', 'LimitRange', 'l', {
      spec: { limits: [{ type: 'Container', default: { memory: '1Gi' } }] },
    });
    expect(await tell(quota, subject(workload('web')), recorded({ objects: [counted, range] }))).toEqual([]);
  });

  it('says which quotas it does not judge', async () => {
    const scoped = quotaOf({ pods: '0' }, {}, { scopes: ['BestEffort'] });
    const outcome = await quota.run(subject(web(1)), recorded({ objects: [scoped] }));
    expect(outcome).toEqual({ findings: [], note: 'not judged, as they have scopes: ResourceQuota calls/q' });
  });
});

describe('limits', () => {
  const range = (item: object) =>
    recorded({ objects: [thing('v1', 'LimitRange', 'l', { spec: { limits: [item] } })] });
  const web = workload(
    'web',
    {},
    { container: { resources: { requests: { cpu: '50m' }, limits: { cpu: '2' } } } },
  );

  it.each([
    [{ type: 'Container', max: { cpu: '1' } }, 'container app may use 2 cpu, at most 1'],
    [{ type: 'Container', min: { cpu: '100m' } }, 'container app asks for 0.05 cpu, at least 100m'],
    [{ type: 'Pod', max: { cpu: '1500m' } }, 'the pod may use 2 cpu, at most 1500m'],
    [{ type: 'Container', max: { memory: '1Gi' } }, 'container app may use no memory, at most 1Gi'],
  ])('%j', async (item, trouble) => {
    expect(await tell(limits, subject(web), range(item))).toEqual([
      `error Deployment calls/web: its pods are refused, as the LimitRange allows other amounts: ${trouble}`,
    ]);
  });

  it('lets through what is inside', async () => {
    const item = {
      type: 'Container',
      max: { cpu: '2', memory: '1Gi' },
      min: { cpu: '50m' },
      default: { memory: '1Gi' },
    };
    expect(await tell(limits, subject(web), range(item))).toEqual([]);
  });

  it('holds for claims', async () => {
    const claim = thing('v1', 'PersistentVolumeClaim', 'd', {
      spec: { resources: { requests: { storage: '9Gi' } } },
    });
    const view = range({ type: 'PersistentVolumeClaim', max: { storage: '5Gi' } });
    expect(await tell(limits, subject(claim), view)).toEqual([
      expect.stringContaining('may use 9Gi storage, at most 5Gi'),
    ]);
  });
});

describe('storage', () => {
  const className = (name: string, standard = false, creationTimestamp = '2026-01-01T00:00:00Z') =>
    thing('storage.k8s.io/v1', 'StorageClass', name, {
      metadata: {
        creationTimestamp,
        annotations: { 'storageclass.kubernetes.io/is-default-class': String(standard) },
      },
    });
  const claim = (spec: object = {}) => thing('v1', 'PersistentVolumeClaim', 'd', { spec });

  it('needs a default class where none is named', async () => {
    expect(await tell(storage, subject(claim()), recorded())).toEqual([
      expect.stringContaining('the cluster has no class at all'),
    ]);
    expect(await tell(storage, subject(claim()), recorded({ objects: [className('slow')] }))).toEqual([
      expect.stringContaining('none is the default: the cluster has slow'),
    ]);
    const view = recorded({ objects: [className('slow', true)] });
    expect(await storage.run(subject(claim()), view)).toEqual({
      findings: [],
      note: 'PersistentVolumeClaim calls/d get the default class slow',
    });
  });

  it('warns when several are the default', async () => {
    const view = recorded({
      objects: [className('new', true, '2026-02-01T00:00:00Z'), className('old', true)],
    });
    expect(await tell(storage, subject(claim()), view)).toEqual([
      expect.stringMatching(/^warning .* it gets new, the newest/),
    ]);
  });

  it('looks for the class that is named, and for free volumes', async () => {
    const named = subject(claim({ storageClassName: 'fast' }));
    expect(await tell(storage, named, recorded())).toEqual([
      expect.stringContaining('StorageClass fast does not exist'),
    ]);
    const volume = thing('v1', 'PersistentVolume', 'pv', {
      spec: { storageClassName: 'fast' },
      status: { phase: 'Available' },
    });
    expect(await tell(storage, named, recorded({ objects: [volume] }))).toEqual([]);
    expect(await tell(storage, named, recorded({ objects: [className('fast')] }))).toEqual([]);
  });

  it('leaves a claim alone that is there', async () => {
    expect(await tell(storage, subject(claim()), recorded({ objects: [claim()] }))).toEqual([]);
  });

  it('sees the claims of a StatefulSet', async () => {
    const set = thing('apps/v1', 'StatefulSet', 'redis', {
      spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }], template: {} },
    });
    expect(await tell(storage, subject(set), recorded())).toEqual([
      expect.stringContaining('StatefulSet calls/redis'),
    ]);
  });
});
