import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { configMap, deployment, drain, newNamespace, testClient } from '../testing/cluster.ts';
import { startWebhook } from '../testing/webhook.ts';
import { applySet } from './apply-set.ts';
import { planSet } from './plan-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
const used: string[] = [];

beforeAll(async () => {
  // A webhook that fails is asked again, as long as patience lasts.
  client = await testClient({ patienceMs: 2_000 });
});
beforeEach(async () => {
  namespace = await newNamespace(client, 'refused');
  used.push(namespace);
  set = objectSet('demo', namespace);
});
afterAll(async () => {
  for (const name of used) await client.delete({ apiVersion: 'v1', kind: 'Namespace', name });
  client.close();
});

const apply = (objects: readonly KubeObject[], timeoutMs = 20_000) =>
  drain(applySet(client, set, objects, { timeoutMs }));

async function refusals(objects: readonly KubeObject[]) {
  const plan = await planSet(client, set, objects);
  return plan.changes.flatMap(({ action, notes }) => (action === 'refused' ? notes : []));
}

/** The policies and webhooks of a cluster take effect a moment after they are accepted. */
async function takesEffect(objects: readonly KubeObject[]): Promise<void> {
  await expect.poll(async () => (await refusals(objects)).length, { timeout: 15_000, interval: 100 }).toBe(1);
}

const service = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }] },
});

describe('what the cluster refuses', () => {
  it('a webhook that denies is named by the plan and by the apply; the same call ends it later', async () => {
    const objects = [configMap('c', { a: '1' }), deployment('web')];
    {
      await using hook = await startWebhook(client, namespace, 'denies');
      await takesEffect(objects);
      expect(await refusals(objects)).toEqual([expect.stringContaining('not on a Friday')]);
      await expect(apply(objects)).rejects.toMatchObject({
        code: 'KUBE_ADMISSION_DENIED',
        exitCode: 3,
        message: expect.stringMatching(/hook\.example\.test.*not on a Friday/),
      });
      expect(hook.asked).toContain('c');
    }
    await expect
      .poll(() => apply(objects).catch((error: unknown) => error), { timeout: 15_000 })
      .toMatchObject({ revision: 1 });
  });

  it('a webhook that does not answer is named, too', async () => {
    const objects = [configMap('c', { a: '1' })];
    await using hook = await startWebhook(client, namespace, 'hangs');
    await takesEffect(objects);
    await expect(apply(objects)).rejects.toMatchObject({
      code: 'KUBE_WEBHOOK_FAILED',
      message: expect.stringContaining('hook.example.test'),
    });
    expect(hook.asked.length).toBeGreaterThan(0);
  });

  it('a quota that is used up', async () => {
    await client.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few', namespace },
      spec: { hard: { services: '1' } },
    });
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', name: 'few', namespace };
    await expect
      .poll(() => client.get(quota), { timeout: 15_000 })
      .toMatchObject({ status: { used: { services: '0' } } });
    const objects = ['a', 'b'].map(service);
    await expect(apply(objects)).rejects.toMatchObject({
      code: 'KUBE_QUOTA_EXCEEDED',
      message: expect.stringContaining('exceeded quota: few'),
    });
    await client.delete(quota);
    await expect(apply(objects)).resolves.toMatchObject({ revision: 1 });
  });

  it('a pod that Pod Security does not allow: the Deployment says so while it waits', async () => {
    await client.patch(
      { apiVersion: 'v1', kind: 'Namespace', name: namespace },
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    );
    await expect(apply([deployment('web', 'example.test/app:1', 1)], 3_000)).rejects.toMatchObject({
      code: 'KUBE_NOT_READY',
      message: expect.stringContaining('violates PodSecurity'),
    });
  });

  it('a policy in CEL', async () => {
    const metadata = { name: `${namespace}-policy` };
    const kinds = { apiVersion: 'admissionregistration.k8s.io/v1' };
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
    const validation = { expression: "object.metadata.name != 'forbidden'", message: 'no such name here' };
    await client.create({
      ...kinds,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [validation] },
    });
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
    await client.create({
      ...kinds,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: metadata.name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: selector },
      },
    });
    await takesEffect([configMap('forbidden', {})]);
    await expect(apply([configMap('forbidden', {})])).rejects.toMatchObject({
      code: 'KUBE_ADMISSION_DENIED',
      message: expect.stringContaining('no such name here'),
    });
    for (const kind of ['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'])
      await client.delete({ ...kinds, kind, name: metadata.name });
  });
});

describe('a namespace that is being deleted', () => {
  it('is told, waited for, and made anew by the same call', async () => {
    const held = configMap('held', {}, namespace);
    const finalizers = ['example.test/keep'];
    await client.create({ ...held, metadata: { ...held.metadata, finalizers } });
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    await expect(apply([configMap('c', {})])).rejects.toMatchObject({ code: 'KUBE_NAMESPACE_TERMINATING' });
    const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const objects = [own, configMap('c', { a: '1' })];
    await expect(apply(objects, 500)).rejects.toMatchObject({
      code: 'KUBE_NOT_READY',
      message: expect.stringMatching(/^Namespace .* is not gone/),
    });
    const waiting = apply(objects, 60_000);
    await client.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'held', namespace },
      { metadata: { finalizers: [] } },
    );
    await expect(waiting).resolves.toMatchObject({ revision: 1 });
  });
});
