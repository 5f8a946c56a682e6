import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/index.ts';
import { exampleCoturn } from '../../stacks/testing/fixtures.ts';
import { coturnStack } from '../../stacks/index.ts';
import { node, recorded, subject, tell, thing, workload } from '../testing/recorded.ts';
import { singlePoints } from './single-points.ts';

const two = [node('n1'), node('n2')];
const check = (...objects: KubeObject[]) =>
  tell(singlePoints, subject(...objects), recorded({ objects: two }));
const budget = (spec: object) =>
  thing('policy/v1', 'PodDisruptionBudget', 'b', {
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  });
const spread = {
  topologySpreadConstraints: [
    {
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
};

describe('single points of failure', () => {
  it('tell what they take with them', async () => {
    const service = thing('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } });
    const route = thing('gateway.networking.k8s.io/v1', 'HTTPRoute', 'all', {
      spec: { rules: [{ backendRefs: [{ name: 'web' }] }] },
    });
    expect(await check(workload('web'), service, route)).toEqual([
      'warning Deployment calls/web: there is one pod of it. While it is away: nothing answers behind HTTPRoute calls/all and Service calls/web',
    ]);
  });

  it('know the parts of a platform', async () => {
    const redis = workload('redis', {}, { labels: { 'app.kubernetes.io/name': 'redis' } });
    expect(await check(redis)).toEqual([expect.stringContaining('nobody can join or resume')]);
  });

  it('are gone with two pods that are spread and guarded', async () => {
    expect(await check(workload('web', spread, { replicas: 2 }), budget({ maxUnavailable: 1 }))).toEqual([]);
  });

  it('are pods that may land on one node, or be evicted together', async () => {
    expect(await check(workload('web', {}, { replicas: 2 }))).toEqual([
      expect.stringContaining('all of its 2 pods may land on one node'),
      expect.stringContaining('no PodDisruptionBudget holds for its pods'),
    ]);
  });

  it.each([
    [{ maxUnavailable: 0 }, false],
    [{ minAvailable: 2 }, false],
    [{ minAvailable: '100%' }, false],
    [{ minAvailable: '51%' }, false],
    [{ minAvailable: '50%' }, true],
    [{ maxUnavailable: '10%' }, true],
  ])('budget %j lets nodes be drained: %s', async (spec, drained) => {
    const found = await check(workload('web', spread, { replicas: 2 }), budget(spec));
    expect(found.length === 0).toBe(drained);
  });

  it('are not two relays on nodes of their own', async () => {
    const objects = coturnStack(exampleCoturn());
    const workers = [node('worker-1'), node('worker-2')];
    const found = await tell(singlePoints, subject(...objects), recorded({ objects: workers }));
    expect(found).toEqual([]);
  });

  it('are relays of one node', async () => {
    const objects = coturnStack(
      exampleCoturn({ turn: { replicas: 1 }, target: { relay: { nodes: ['n1'] } } }),
    );
    expect(await check(...objects)).toEqual([expect.stringContaining('calls that need a relay are cut')]);
  });
});
