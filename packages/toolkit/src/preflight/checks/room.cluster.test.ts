import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/index.ts';
import { found, noteOf, useReal } from '../testing/real.ts';

const real = useReal();
const { mark, make, here, workload, look } = real;

describe('room for pods on a real cluster', () => {
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
    real.client.create(pod, { dryRun: true }).then(
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
      `error PREFLIGHT_QUOTA ResourceQuota ${real.namespace}/small`,
      `error PREFLIGHT_QUOTA ResourceQuota ${real.namespace}/small`,
    ]);
    expect(found(report, 'limits')).toEqual([`error PREFLIGHT_LIMIT_RANGE Deployment ${real.namespace}/big`]);
    expect(found(report, 'admission')).toEqual([]);
    for (const [kind, name] of [
      ['ResourceQuota', 'small'],
      ['LimitRange', 'range'],
    ] as const)
      await real.client.delete({ apiVersion: 'v1', kind, name, namespace: real.namespace });
  });

  it('finds no node behind a label, a taint or a size', async () => {
    const report = await look(
      workload('label', { nodeSelector: { 'stoa.test/pool': 'another' } }),
      workload('taint', { tolerations: [] }),
      workload('size', {}, { resources: { requests: { memory: '9Gi' } } }),
      workload('fits'),
    );
    const messages = report.checks.find(({ name }) => name === 'nodes')?.findings ?? [];
    expect(messages.map(({ object, severity }) => `${severity} ${object}`)).toEqual([
      `error Deployment ${real.namespace}/label`,
      `error Deployment ${real.namespace}/taint`,
      `error Deployment ${real.namespace}/size`,
    ]);
    expect(messages[1]?.message).toContain(
      `${real.nodeName} has the taint stoa.test/only=${mark}:NoSchedule`,
    );
    expect(messages[2]?.message).toContain(`${real.nodeName} has 8Gi memory, and a pod asks for 9Gi`);
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
    expect(found(report, 'node-ports')).toEqual([
      `error PREFLIGHT_NODE_PORT Service ${real.namespace}/wisher`,
    ]);
    expect(found(report, 'admission')).toEqual([]);
    await expect(real.client.create(service('wisher', 32_123), { dryRun: true })).rejects.toMatchObject({
      code: 'KUBE_INVALID',
    });
    // The one that holds it may be applied again.
    expect(found(await look(workload('web'), service('holder', 32_123)), 'node-ports')).toEqual([]);
    await real.client.delete({
      apiVersion: 'v1',
      kind: 'Service',
      name: 'holder',
      namespace: real.namespace,
    });
  });

  it('finds host ports that a running pod has', async () => {
    const port = { ports: [{ containerPort: 3478, hostPort: 3478, protocol: 'UDP' }] };
    const spec = {
      nodeName: real.nodeName,
      containers: [{ name: 'dns', image: 'example.test/app:1', ...port }],
    };
    await real.client.create(here({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dns' }, spec }));
    const report = await look(workload('relay', {}, port));
    expect(found(report, 'host-ports')).toEqual([
      `error PREFLIGHT_HOST_PORT Deployment ${real.namespace}/relay`,
    ]);
    await real.client.delete(
      { apiVersion: 'v1', kind: 'Pod', name: 'dns', namespace: real.namespace },
      { gracePeriodSeconds: 0 },
    );
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
      `error PREFLIGHT_STORAGE_CLASS PersistentVolumeClaim ${real.namespace}/data`,
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
      `PersistentVolumeClaim ${real.namespace}/data get the default class fast-${mark}`,
    );
  });
});
