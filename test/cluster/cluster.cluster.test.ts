import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from './cluster.ts';
import { execInPod } from './exec.ts';
import { applyObjects } from './objects.ts';
import { webDeployment, webService } from './web-app.ts';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName: string };
  readonly status: { readonly podIP: string };
}

const pods = '/api/v1/namespaces/default/pods';

describe('a real cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await applyObjects(cluster.api, [webDeployment(2), webService()]);
  });
  afterAll(() => cluster?.stop());

  const listPods = async () =>
    (await cluster.api.call<{ items: Pod[] }>('GET', `${pods}?labelSelector=app%3Dweb`)).items;
  const readyReplicas = async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments/web';
    const { status } = await cluster.api.call<{ status: { readyReplicas?: number } }>('GET', path);
    return status.readyReplicas ?? 0;
  };

  it('brings a Deployment of 2 to ready', async () => {
    await expect.poll(readyReplicas, { timeout: 30_000 }).toBe(2);
  });

  it('balances its Service over both pods, and lets the test reach it', async () => {
    const names = new Set((await listPods()).map(({ metadata }) => metadata.name));
    const { spec } = await cluster.api.call<{ spec: { clusterIP: string } }>(
      'GET',
      '/api/v1/namespaces/default/services/web',
    );
    const answers = new Set<string>();
    for (let index = 0; index < 40; index += 1) answers.add(await httpGet(`http://${spec.clusterIP}/`));
    expect(answers).toEqual(names);
  });

  it('answers by its DNS name inside of a pod, and for no other name', async () => {
    const [pod] = await listPods();
    const name = pod?.metadata.name ?? '';
    const answer = await execInPod(cluster.api, name, [
      '/pod',
      'get',
      'http://web.default.svc.cluster.local/',
    ]);
    expect(answer.stdout).toMatch(/^web-/);
    const short = await execInPod(cluster.api, name, ['/pod', 'resolve', 'web']);
    expect(short.stdout.trim()).toMatch(/^10\./);
    const unknown = await execInPod(cluster.api, name, ['/pod', 'resolve', 'elsewhere.example.org']);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('no such host') });
  });

  it('gives the logs of a pod', async () => {
    const [pod] = await listPods();
    expect(await cluster.api.text(`${pods}/${pod?.metadata.name}/log`)).toContain('serving on :8080');
  });

  it('takes a second node, whose pods reach those of the first by their own addresses', async () => {
    const node = await cluster.addNode();
    await applyObjects(cluster.api, [{ ...webDeployment(4) }]);
    await expect.poll(readyReplicas, { timeout: 30_000 }).toBe(4);
    const all = await listPods();
    const there = all.find(({ spec }) => spec.nodeName === node.name);
    const here = all.find(({ spec }) => spec.nodeName === 'node1');
    expect(there, 'the scheduler spreads over both nodes').toBeDefined();
    const url = `http://${here?.status.podIP}:8080/`;
    const answer = await execInPod(cluster.api, there?.metadata.name ?? '', ['/pod', 'get', url]);
    expect(answer.stdout.trim()).toBe(here?.metadata.name);
    const resolved = await execInPod(cluster.api, there?.metadata.name ?? '', ['/pod', 'resolve', 'web']);
    expect(resolved.code, resolved.stderr).toBe(0);
  });

  it('lets the machine itself forward nothing', async () => {
    expect((await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8')).trim()).toBe('0');
  });
});

async function httpGet(url: string): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // A new connection each time: a Service balances connections, not requests.
    get(url, { agent: false }, resolve).on('error', reject);
  });
  return (await text(response)).trim();
}
