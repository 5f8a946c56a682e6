import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { dependsOnKey } from '../plan/depends-on.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment, drain } from '../testing/cluster.ts';
import { applySet } from './apply-set.ts';
import { destroySet } from './destroy-set.ts';
import type { ApplyEvent } from './events.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet('depends', (given) => {
  ({ client, namespace, set } = given);
});

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { automountServiceAccountToken: false, containers: [{ name: 'app', image: 'example.test/app:1' }] },
};

function after(object: KubeObject, ...references: string[]): KubeObject {
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { [dependsOnKey]: references.join(',') } },
  };
}

const inSet = (reference: string) => reference.replace('NS', namespace);
const at = (apiVersion: string, kind: string, name: string) =>
  client.get({ apiVersion, kind, name, namespace });

/** A Deployment, and a ConfigMap of an earlier wave, that both need the pod; and one that needs nothing. */
const chained = (value: string) => [
  after(configMap('late', { a: value }), inSet('apps/namespaces/NS/Deployment/web')),
  after(deployment('web', `example.test/app:${value}`), inSet('/namespaces/NS/Pod/p')),
  deployment('free', `example.test/app:${value}`),
  pod,
];

/** As a kubelet would tell, for there is none. */
async function becomeReady(): Promise<void> {
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const ref = { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace };
  await client.patch(ref, { status }, { subresource: 'status', fieldManager: 'them' });
}

async function waitForAccount(): Promise<void> {
  await expect.poll(() => at('v1', 'ServiceAccount', 'default'), { timeout: 20_000 }).toBeDefined();
}

describe('an object that depends on another', () => {
  it('is applied when that is ready; everything else does not wait', async () => {
    await waitForAccount();
    let looked: Promise<unknown[]> | undefined;
    const look = async () => {
      const before = await Promise.all([at('apps/v1', 'Deployment', 'web'), at('v1', 'ConfigMap', 'late')]);
      await becomeReady();
      return before;
    };
    const order: string[] = [];
    await drain(applySet(client, set, chained('1'), { timeoutMs: 60_000 }), (event) => {
      if (event.type === 'object') order.push(event.ref.name);
      if (event.type === 'waiting' && event.ref.name === 'p') looked ??= look();
    });
    await expect(looked).resolves.toEqual([undefined, undefined]);
    expect(order.slice(0, 2).toSorted()).toEqual(['free', 'p']);
    expect(order.slice(2)).toEqual(['web', 'late']);
  });

  it('is not applied when that does not become ready; the same call carries on, even though nothing of it changed', async () => {
    await waitForAccount();
    const failing = applyTo({ client, set }, chained('1'), { timeoutMs: 1_500, wait: false });
    await expect(failing).rejects.toMatchObject({
      code: 'KUBE_NOT_READY',
      exitCode: 3,
      message: expect.stringContaining(`Pod ${namespace}/p`),
    });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toBeUndefined();
    const again = applyTo({ client, set }, chained('1'), { timeoutMs: 1_500 });
    await expect(again).rejects.toMatchObject({ code: 'KUBE_NOT_READY' });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toBeUndefined();
    await becomeReady();
    await expect(applyTo({ client, set }, chained('1'))).resolves.toMatchObject({ revision: 1, changed: 2 });
  });

  it('goes before that when it is no longer wanted, and when all is destroyed', async () => {
    const names = (events: readonly ApplyEvent[]) =>
      events.flatMap((event) =>
        event.type === 'object' && event.outcome === 'deleted' ? [event.ref.name] : [],
      );
    // Against the order of waves, which would delete the Deployment first.
    const late = after(configMap('late', {}), inSet('apps/namespaces/NS/Deployment/web'));
    await applyTo({ client, set }, [deployment('web'), late]);
    const pruned = await applyTo({ client, set }, []);
    expect(names(pruned.events)).toEqual(['late', 'web']);
    await applyTo({ client, set }, [deployment('web'), late]);
    const events: ApplyEvent[] = [];
    await drain(destroySet(client, set), (event) => events.push(event));
    expect(names(events)).toEqual(['late', 'web']);
  });

  it.each([
    ['nothing of the set', ['/namespaces/NS/ConfigMap/nowhere'], 'is not part of the set'],
    ['no object at all', ['web'], 'names no object'],
    ['itself', ['/namespaces/NS/ConfigMap/c'], 'go in a circle'],
  ])('is refused when it depends on %s, before anything is changed', async (_what, references, words) => {
    const objects = [after(configMap('c', {}), ...references.map(inSet)), deployment('web')];
    const plan = await makePlan(client, set, objects);
    const change = plan.changes.find(({ ref }) => ref.name === 'c');
    expect(change).toMatchObject({ action: 'refused', notes: [expect.stringContaining(words)] });
    await expect(applyTo({ client, set }, objects)).rejects.toMatchObject({
      code: 'KUBE_PLAN_REFUSED',
      exitCode: 3,
      message: expect.stringContaining(words),
    });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toBeUndefined();
  });
});
