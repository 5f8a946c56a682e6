import { afterAll, describe, expect, it } from 'vitest';
import { podImage } from '../../../../../test/cluster/images.ts';
import { sharedCluster, type SharedCluster } from '../../../../../test/cluster/shared-cluster.ts';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import type { KubeObject } from '../objects/object.ts';
import { dependsOnKey } from '../plan/depends-on.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { drain, testClient } from '../testing/cluster.ts';
import { rollbackSet } from './rollback-set.ts';

let cluster: SharedCluster;
let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet(
  'pods',
  (given) => {
    ({ client, namespace, set } = given);
  },
  async () => {
    cluster = await sharedCluster();
    return testClient({}, cluster.kubeconfig);
  },
);
afterAll(() => cluster?.close());

/** A Deployment of one real pod. */
function web(
  args: readonly string[],
  { name = 'web', image = podImage, after = '', secret = '' } = {},
): KubeObject {
  const labels = { app: name };
  const container = {
    name: 'app',
    image,
    imagePullPolicy: 'IfNotPresent',
    args,
    ...(secret ? { envFrom: [{ secretRef: { name: secret } }] } : {}),
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...(after ? { annotations: { [dependsOnKey]: after } } : {}) },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [container], terminationGracePeriodSeconds: 1 },
      },
    },
  };
}

const healthy = ['serve'];
const apply = (objects: readonly KubeObject[], timeoutMs = 60_000) =>
  applyTo({ client, set }, objects, { timeoutMs });

async function podNames(name = 'web'): Promise<string[]> {
  const type = { apiVersion: 'v1', kind: 'Pod' };
  const { items } = await client.list(type, { namespace, labelSelector: `app=${name}` });
  const isThere = ({ metadata }: KubeObject) => metadata.deletionTimestamp === undefined;
  return items.filter(isThere).map(({ metadata }) => metadata.name);
}

describe('a pod that does not become ready', () => {
  it.each([
    {
      why: 'its image is not there',
      broken: () => web(healthy, { image: 'registry.invalid/nothing:1' }),
      reason: /ErrImagePull|ImagePullBackOff/,
      event: /event: Failed: (.*registry\.invalid\/nothing:1|Error: (ImagePullBackOff|ErrImagePull))/,
      log: /^/,
    },
    {
      why: 'it crashes again and again',
      broken: () => web(['fail', 'no config here']),
      reason: /CrashLoopBackOff|Error/,
      event: /event: BackOff: /,
      log: /\| .*no config here/,
    },
    {
      why: 'it never says that it is ready',
      broken: () => web(['serve', '-ready-after=1h']),
      reason: /not ready/i,
      event: /event: Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503/,
      log: /\| .*serving on :8080/,
    },
  ])(
    'because $why: the apply tells, with the event and the last lines',
    async ({ broken, reason, event, log }) => {
      const failure: unknown = await apply([broken()], 8_000).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'KUBE_NOT_READY', exitCode: 3 });
      const { message } = failure as Error;
      expect(message).toContain(`Deployment ${namespace}/web`);
      expect(message).toMatch(reason);
      expect(message).toMatch(event);
      expect(message).toMatch(log);
      await expect(listRevisions(client, set)).resolves.toMatchObject([{ revision: 1, state: 'failed' }]);
      await expect(apply([web(healthy)])).resolves.toMatchObject({ revision: 2 });
    },
  );

  it('in place of one that is: that one stays, and a rollback ends well', async () => {
    await apply([web(healthy)]);
    const before = await podNames();
    const bad = apply([web(healthy, { image: 'registry.invalid/nothing:1' })], 6_000);
    await expect(bad).rejects.toMatchObject({ code: 'KUBE_NOT_READY' });
    expect(await podNames()).toEqual(expect.arrayContaining(before));
    await expect(drain(rollbackSet(client, set))).resolves.toMatchObject({ revision: 3 });
    await expect.poll(() => podNames(), { timeout: 20_000 }).toEqual(before);
  });

  it('keeps what depends on it from being applied', async () => {
    const second = web(healthy, { name: 'second', after: `apps/namespaces/${namespace}/Deployment/web` });
    const failing = apply([web(['serve', '-ready-after=1h']), second], 4_000);
    await expect(failing).rejects.toMatchObject({ code: 'KUBE_NOT_READY' });
    expect(await podNames('second')).toEqual([]);
    await apply([web(healthy), second]);
    expect(await podNames('second')).toHaveLength(1);
  });
});

it('what is deleted is gone with its pods', async () => {
  await apply([web(healthy)]);
  await expect(apply([])).resolves.toMatchObject({ deleted: 1 });
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace });
  expect(items).toEqual([]);
});

it('what pods read rolls them when it changes', async () => {
  const config = (value: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'c' },
    data: { a: btoa(value) },
  });
  const deployment = web(healthy, { secret: 'c' });
  await apply([config('1'), deployment]);
  const before = await podNames();
  await apply([config('1'), deployment]);
  expect(await podNames()).toEqual(before);
  await apply([config('2'), deployment]);
  await expect
    .poll(async () => (await podNames()).filter((name) => before.includes(name)), { timeout: 20_000 })
    .toEqual([]);
});
