import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../../../../test/cluster/api.ts';
import { startControlPlane, type ControlPlane } from '../../../../../test/cluster/control-plane.ts';
import type { Daemon } from '../../../../../test/cluster/daemon.ts';
import { kwokNode, startKwok } from '../../../../../test/cluster/kwok.ts';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { numberOf, textOf, valueAt } from '../objects/values.ts';
import { summarize } from '../plan/plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment, testClient } from '../testing/cluster.ts';

// One of its own: to stop it is quicker than to delete a thousand pods from it.
let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane?.stop());

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet(
  'scale',
  (given) => {
    ({ client, namespace, set } = given);
  },
  () => testClient({}, plane.kubeconfig),
);

const apply = (objects: readonly KubeObject[]) => applyTo({ client, set }, objects, { timeoutMs: 300_000 });

it('500 objects are applied, found unchanged, changed in part and pruned', async () => {
  const objects = (value: string) =>
    Array.from({ length: 250 }, (_unused, index) => [
      configMap(`c${index}`, { a: index < 10 ? value : 'same' }),
      deployment(`d${index}`),
    ]).flat();
  await expect(apply(objects('1'))).resolves.toMatchObject({ changed: 500 });
  const again = await apply(objects('1'));
  expect(summarize(again.plan)).toMatchObject({ unchanged: 500 });
  expect(again.changed).toBe(0);
  await expect(apply(objects('2'))).resolves.toMatchObject({ changed: 10, deleted: 0 });
  await expect(apply(objects('2').slice(0, 100))).resolves.toMatchObject({ changed: 0, deleted: 400 });
});

describe('1,000 pods on simulated nodes', () => {
  let api: Api;
  let kwok: Daemon;
  beforeAll(async () => {
    api = await openApi(plane.kubeconfig);
    const { kubeconfig, folder } = plane;
    kwok = await startKwok({ api, kubeconfig, folder, nodes: 10 });
  });
  afterAll(async () => {
    await kwok?.stop();
    api?.close();
  });

  const pods = async () => (await client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace })).items;
  const countPods = async () => (await pods()).length;

  /** 20 workloads of 50 pods each; the first four with another image. */
  const workloads = (image: string) =>
    Array.from({ length: 20 }, (_unused, index) =>
      workload(`w${index}`, index < 4 ? image : 'example.test/app:1'),
    );

  function workload(name: string, image: string): KubeObject {
    const labels = { app: name };
    const tolerations = [{ key: kwokNode.taint, operator: 'Exists' }];
    const containers = [{ name: 'app', image }];
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas: 50,
        strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: '50%' } },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { nodeSelector: kwokNode.label, tolerations, containers } },
      },
    };
  }

  it('are waited for, and waited for again when they roll: no old one counts', async () => {
    await apply(workloads('example.test/app:1'));
    expect(await countPods()).toBe(1000);
    const { events } = await apply(workloads('example.test/app:2'));
    expect(events.filter((event) => event.type === 'ready')).toHaveLength(4);
    const live = (await pods()).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const images = live.map((pod) => textOf(valueAt(pod, 'spec', 'containers', 0, 'image')));
    expect(images.filter((image) => image === 'example.test/app:2')).toHaveLength(200);
    expect(live).toHaveLength(1000);
    const deployments = await client.list({ apiVersion: 'apps/v1', kind: 'Deployment' }, { namespace });
    const ready = deployments.items.map((item) => numberOf(valueAt(item, 'status', 'readyReplicas')));
    expect(ready).toEqual(Array.from({ length: 20 }, () => 50));
  });
});
