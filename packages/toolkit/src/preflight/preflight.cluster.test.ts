import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type KubeClient, type KubeObject, type ObjectRef } from '../kube/index.ts';
import { deployment, newNamespace, testClient } from '../kube/testing/cluster.ts';
import { coturnStack } from '../stacks/index.ts';
import { exampleCoturn } from '../stacks/testing/fixtures.ts';
import { preflight } from './preflight.ts';
import type { PreflightReport } from './report.ts';

const mark = randomBytes(3).toString('hex');
let client: KubeClient;
let namespace: string;
/** What belongs to no namespace, and has to go at the end. */
const clusterWide: ObjectRef[] = [];

beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'preflight');
  await make(nodeObject(`kept-${mark}`));
  await beReady(`kept-${mark}`);
});
afterAll(async () => {
  for (const ref of clusterWide) await client.delete(ref);
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client.close();
});

async function make(object: KubeObject): Promise<void> {
  await client.apply(object, { fieldManager: 'test', force: true });
  const { apiVersion, kind, metadata } = object;
  if (metadata.namespace === undefined) clusterWide.push({ apiVersion, kind, name: metadata.name });
}

/** The taint keeps the pods of other tests off it. */
function nodeObject(name: string): KubeObject {
  const taints = [{ key: 'stoa.test/only', value: mark, effect: 'NoSchedule' }];
  const labels = { 'kubernetes.io/hostname': name, 'stoa.test/pool': mark };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { taints } };
}

/** As its kubelet would say it. */
async function beReady(name: string): Promise<void> {
  const status = {
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    capacity: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'Test',
        message: '',
        lastHeartbeatTime: new Date().toISOString(),
        lastTransitionTime: new Date().toISOString(),
      },
    ],
  };
  await client.patch({ apiVersion: 'v1', kind: 'Node', name }, { status }, { subresource: 'status' });
}

const here = (object: KubeObject, place = namespace): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, namespace: place },
});

const onOurNode = {
  nodeSelector: { 'stoa.test/pool': mark },
  tolerations: [{ operator: 'Exists' }],
};

/** A Deployment that our node would take. */
function workload(name: string, pod: object = {}, container: object = {}, replicas = 1): KubeObject {
  const labels = { app: name };
  return here({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...onOurNode,
          ...pod,
          containers: [{ name: 'app', image: 'example.test/app:1', ...container }],
        },
      },
    },
  });
}

const look = (...objects: KubeObject[]) => preflight(client, objects, { namespace });

/** What one check found: `error PREFLIGHT_QUOTA ResourceQuota x/q`. */
function found(report: PreflightReport, name: string): string[] {
  const check = report.checks.find((one) => one.name === name);
  return (check?.findings ?? []).map(({ severity, code, object }) => `${severity} ${code} ${object}`);
}
const noteOf = (report: PreflightReport, name: string) =>
  report.checks.find((one) => one.name === name)?.note;

describe('preflight against a real API server', () => {
  it('finds nothing but the single pod of a set that is in order', async () => {
    await beReady(`kept-${mark}`);
    const report = await look(workload('fine'));
    expect(report.checks.filter(({ state }) => state === 'error')).toEqual([]);
    expect(report).toMatchObject({ ok: true, errors: 0, version: expect.stringMatching(/^v1\.\d+/) });
    expect(report.checks.filter(({ state }) => state === 'skipped')).toEqual([]);
    expect(found(report, 'single-points')).toEqual([`warning PREFLIGHT_SINGLE Deployment ${namespace}/fine`]);
  });

  it('changes nothing', async () => {
    const { resourceVersion } = await client.list(
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { namespace },
    );
    await look(workload('fine'));
    const after = await client.list({ apiVersion: 'apps/v1', kind: 'Deployment' }, { namespace });
    expect(after.items).toEqual([]);
    expect(Number(after.resourceVersion)).toBeGreaterThanOrEqual(Number(resourceVersion));
  });

  it('misses definitions', async () => {
    const monitor = here({
      apiVersion: `monitoring-${mark}.test/v1`,
      kind: 'ServiceMonitor',
      metadata: { name: 'm' },
    });
    expect(found(await look(monitor), 'kinds')).toEqual([
      `error PREFLIGHT_KIND_MISSING ServiceMonitor.monitoring-${mark}.test`,
    ]);
    const old = here({ ...deployment('old'), apiVersion: 'apps/v1beta1' });
    const report = await look(old);
    expect(report.checks.find(({ name }) => name === 'kinds')?.findings).toMatchObject([
      { hint: 'it serves Deployment as apps/v1' },
    ]);
  });

  it('misses namespaces', async () => {
    const report = await look(here(workload('web'), `none-${mark}`));
    expect(found(report, 'namespaces')).toEqual([`error PREFLIGHT_NAMESPACE Namespace none-${mark}`]);
  });

  it('misses permissions of a limited user', async () => {
    const user = connect({ ...client.access, impersonate: { user: `pat-${mark}`, groups: [] } });
    const nothing = await preflight(user, [workload('web')], { namespace });
    expect(found(nothing, 'access')).toContain(`error PREFLIGHT_ACCESS Namespace ${namespace}`);
    // What this user may not read is skipped, with the reason, and is no failure.
    expect(nothing.checks.find(({ name }) => name === 'nodes')).toMatchObject({
      state: 'skipped',
      note: expect.stringMatching(/cannot list resource "nodes"/),
    });
    await grantDeployments(`pat-${mark}`);
    await expect
      .poll(async () => {
        const report = await preflight(user, [workload('web')], { namespace });
        return report.checks
          .flatMap((one) => one.findings)
          .map(({ message }) => message)
          .join('\n');
      })
      .not.toMatch(/may not .* deployments.apps/);
    user.close();
  });

  async function grantDeployments(user: string): Promise<void> {
    const rbac = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] }];
    await make(here({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'pat' }, rules }));
    const roleRef = { apiGroup: rbac, kind: 'Role', name: 'pat' };
    const subjects = [{ apiGroup: rbac, kind: 'User', name: user }];
    await make(
      here({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'pat' }, roleRef, subjects }),
    );
  }

  it('sees what Pod Security will refuse, as the server does', async () => {
    const strict = `strict-${mark}`;
    await make({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: strict, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    const report = await look(here(workload('web'), strict));
    expect(found(report, 'pod-security')).toEqual([`error PREFLIGHT_POD_SECURITY Deployment ${strict}/web`]);
    // The same pod as the server sees it: both lists of breaches name the same things.
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', namespace: strict },
      spec: podOf('web'),
    };
    await expect.poll(() => serverSays(pod), { timeout: 20_000 }).toMatch(/violates PodSecurity "restricted/);
  });

  const podOf = (name: string) => (workload(name)['spec'] as { template: { spec: object } }).template.spec;
  const serverSays = (pod: KubeObject) =>
    client.create(pod, { dryRun: true }).then(
      () => '',
      (error: Error) => error.message,
    );

  it('measures quotas and LimitRanges', async () => {
    const hard = { pods: '2', 'requests.cpu': '1' };
    await make(
      here({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard } }),
    );
    const limits = [
      { type: 'Container', max: { cpu: '500m' }, defaultRequest: { cpu: '100m' }, default: { cpu: '100m' } },
    ];
    await make(here({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'range' }, spec: { limits } }));
    const big = { resources: { limits: { cpu: '2' } } };
    const report = await look(workload('web', {}, {}, 3), workload('big', {}, big));
    expect(found(report, 'quota')).toEqual([
      `error PREFLIGHT_QUOTA ResourceQuota ${namespace}/small`,
      `error PREFLIGHT_QUOTA ResourceQuota ${namespace}/small`,
    ]);
    expect(found(report, 'limits')).toEqual([`error PREFLIGHT_LIMIT_RANGE Deployment ${namespace}/big`]);
    expect(found(report, 'admission')).toEqual([]);
    for (const [kind, name] of [
      ['ResourceQuota', 'small'],
      ['LimitRange', 'range'],
    ] as const)
      await client.delete({ apiVersion: 'v1', kind, name, namespace });
  });

  it('finds no node behind a label, a taint or a size', async () => {
    await beReady(`kept-${mark}`);
    const report = await look(
      workload('label', { nodeSelector: { 'stoa.test/pool': 'another' } }),
      workload('taint', { tolerations: [] }),
      workload('size', {}, { resources: { requests: { memory: '9Gi' } } }),
      workload('fits'),
    );
    const messages = report.checks.find(({ name }) => name === 'nodes')?.findings ?? [];
    expect(messages.map(({ object, severity }) => `${severity} ${object}`)).toEqual([
      `error Deployment ${namespace}/label`,
      `error Deployment ${namespace}/taint`,
      `error Deployment ${namespace}/size`,
    ]);
    expect(messages[1]?.message).toContain(`kept-${mark} has the taint stoa.test/only=${mark}:NoSchedule`);
    expect(messages[2]?.message).toContain(`kept-${mark} has 8Gi memory, and a pod asks for 9Gi`);
  });

  it('finds NodePorts that are taken, which the server would refuse', async () => {
    const service = (name: string, nodePort: number): KubeObject =>
      here({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort }] },
      });
    await make(service('holder', 32_123));
    const report = await look(workload('web'), service('wisher', 32_123));
    expect(found(report, 'node-ports')).toEqual([`error PREFLIGHT_NODE_PORT Service ${namespace}/wisher`]);
    expect(found(report, 'admission')).toEqual([]);
    await expect(client.create(service('wisher', 32_123), { dryRun: true })).rejects.toMatchObject({
      code: 'KUBE_INVALID',
    });
    // The one that holds it may be applied again.
    expect(found(await look(workload('web'), service('holder', 32_123)), 'node-ports')).toEqual([]);
    await client.delete({ apiVersion: 'v1', kind: 'Service', name: 'holder', namespace });
  });

  it('finds host ports that a running pod has', async () => {
    await beReady(`kept-${mark}`);
    const port = { ports: [{ containerPort: 3478, hostPort: 3478, protocol: 'UDP' }] };
    const spec = {
      nodeName: `kept-${mark}`,
      containers: [{ name: 'dns', image: 'example.test/app:1', ...port }],
    };
    await client.create(here({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dns' }, spec }));
    const report = await look(workload('relay', {}, port));
    expect(found(report, 'host-ports')).toEqual([`error PREFLIGHT_HOST_PORT Deployment ${namespace}/relay`]);
    await client.delete({ apiVersion: 'v1', kind: 'Pod', name: 'dns', namespace }, { gracePeriodSeconds: 0 });
    expect(found(await look(workload('relay', {}, port)), 'host-ports')).toEqual([]);
  });

  it('misses a StorageClass, and says which one is the default', async () => {
    const claim = here({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    expect(found(await look(claim), 'storage')).toEqual([
      `error PREFLIGHT_STORAGE_CLASS PersistentVolumeClaim ${namespace}/data`,
    ]);
    await make({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: `fast-${mark}`,
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: 'example.test/none',
    });
    const report = await look(claim);
    expect(found(report, 'storage')).toEqual([]);
    expect(noteOf(report, 'storage')).toBe(
      `PersistentVolumeClaim ${namespace}/data get the default class fast-${mark}`,
    );
  });

  it('follows references into the cluster', async () => {
    const web = workload('web', { volumes: [{ name: 'v', secret: { secretName: 'password' } }] });
    const dangling = `error PREFLIGHT_DANGLING Deployment ${namespace}/web`;
    expect(found(await look(web), 'references')).toEqual([dangling]);
    await make(here({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password' } }));
    expect(found(await look(web), 'references')).toEqual([]);
    const account = await look(workload('web', { serviceAccountName: 'robot' }));
    expect(found(account, 'references')).toEqual([dangling]);
  });

  it('tells what the server refuses, and what it warns of', async () => {
    const bad = here({ ...deployment('bad'), spec: { replicas: 'many' } });
    expect(found(await look(bad), 'admission')).toEqual([
      `error PREFLIGHT_REFUSED Deployment ${namespace}/bad`,
    ]);
    const warned = await look(
      workload(
        'web',
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ),
    );
    expect(found(warned, 'admission')).not.toEqual([]);
  });

  it('reads the relays of a platform whose namespace is not there yet', async () => {
    const objects = coturnStack(exampleCoturn({ target: { namespace: `calls-${mark}` } }));
    const report = await look(...objects);
    expect(found(report, 'references')).toEqual([]);
    expect(found(report, 'pod-security')).toEqual([]);
    expect(found(report, 'selectors')).toEqual([]);
    expect(noteOf(report, 'admission')).toContain('cannot be tried before');
    // Its workers are not nodes of this cluster.
    expect(found(report, 'nodes')).toHaveLength(2);
  });

  it('says that nobody answers', async () => {
    const away = connect({ ...client.access, server: new URL('https://127.0.0.1:1') }, { patienceMs: 0 });
    const report = await preflight(away, [workload('web')]);
    expect(report).toMatchObject({ ok: false, version: null, errors: 1 });
    expect(found(report, 'server')).toEqual(['error PREFLIGHT_SERVER null']);
    expect(report.checks.slice(1).every(({ state }) => state === 'skipped')).toBe(true);
  });
});
