import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInPod } from '../exec.ts';
import { podImage } from '../images.ts';
import { applyObjects } from '../objects.ts';
import { sharedCluster, type SharedCluster } from '../shared-cluster.ts';
import { until } from '../wait.ts';

const namespace = 'policies';

function pod(name: string, nodeName: string): object {
  const container = {
    name: 'a',
    image: podImage,
    imagePullPolicy: 'Never',
    args: ['serve'],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: { nodeName, containers: [container], terminationGracePeriodSeconds: 1 },
  };
}

function policy(name: string, spec: object): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

describe('policies on real pods', () => {
  let cluster: SharedCluster;
  const addresses = new Map<string, string>();
  beforeAll(async () => {
    cluster = await sharedCluster();
    await applyObjects(cluster.api, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
    await until('pods can be made', () =>
      cluster.api.call('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`),
    );
    await applyObjects(cluster.api, [pod('web', 'node1'), pod('near', 'node1'), pod('far', 'node2')]);
    for (const name of ['web', 'near', 'far']) {
      const address = await until(`${name} is ready`, () => addressOfReady(name));
      addresses.set(name, address);
    }
  });
  afterAll(async () => {
    await cluster?.api.call('DELETE', `/api/v1/namespaces/${namespace}`);
    cluster?.close();
  });

  async function addressOfReady(name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const { status } = await cluster.api.call<{
      status: { podIP?: string; conditions?: { type: string; status: string }[] };
    }>('GET', path);
    const ready = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
    return ready ? (status.podIP ?? '') : '';
  }
  const reaches = async (from: string, to: string) => {
    const target = `${addresses.get(to)}:8080`;
    return (await execInPod(cluster.api, from, ['/pod', 'connect', target, '2s'], namespace)).code === 0;
  };
  const soon = { timeout: 10_000 };

  it('lets everybody reach everybody as long as there is none', async () => {
    expect(await reaches('near', 'web')).toBe(true);
    expect(await reaches('far', 'web')).toBe(true);
    expect(await reaches('web', 'far')).toBe(true);
  });

  it('closes everything by a default deny, on the same node and across', async () => {
    await applyObjects(cluster.api, [
      policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    ]);
    await expect.poll(() => reaches('near', 'web'), soon).toBe(false);
    await expect.poll(() => reaches('far', 'web'), soon).toBe(false);
    expect(await addressOfReady('web'), 'the probes of the kubelet pass').not.toBe('');
  });

  it('opens the one flow that is declared, and no other', async () => {
    await applyObjects(cluster.api, [
      policy('web-in', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'far' } } }], ports: [{ port: 8080 }] }],
      }),
      policy('far-out', {
        podSelector: { matchLabels: { app: 'far' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
      }),
    ]);
    await expect.poll(() => reaches('far', 'web'), soon).toBe(true);
    expect(await reaches('near', 'web')).toBe(false);
    expect(await reaches('web', 'far')).toBe(false);
    expect(await reaches('far', 'near')).toBe(false);
  });

  it('opens again when the policies are gone', async () => {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
    await cluster.api.call('DELETE', path);
    await expect.poll(() => reaches('near', 'web'), soon).toBe(true);
    await expect.poll(() => reaches('web', 'far'), soon).toBe(true);
  });
});
