import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import type { KubeObject } from '../objects/object.ts';
import { makePlan } from '../plan/make-plan.ts';
import { summarize, type PlanAction } from '../plan/plan.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { applyTo, basic, secret, service, useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment, drain } from '../testing/cluster.ts';
import type { ApplySetOptions } from './apply-set.ts';
import { destroySet } from './destroy-set.ts';
import { findDrift } from './rollback-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
const used = useTestSet('apply', (given) => {
  ({ client, namespace, set } = given);
});

const apply = (objects: readonly KubeObject[], options?: ApplySetOptions) =>
  applyTo({ client, set }, objects, options);

async function actions(objects: readonly KubeObject[], options = {}): Promise<Record<string, PlanAction>> {
  const plan = await makePlan(client, set, objects, options);
  return Object.fromEntries(
    plan.changes.map((change) => [`${change.ref.kind} ${change.ref.name}`, change.action]),
  );
}

const at = (apiVersion: string, kind: string, name: string) =>
  client.get({ apiVersion, kind, name, namespace });

describe('apply', () => {
  it('creates in waves, waits, and has nothing to do the second time', async () => {
    const first = await apply(basic());
    expect(first).toMatchObject({ changed: 3, deleted: 0, revision: 1 });
    const order = first.events.flatMap((event) => (event.type === 'object' ? [event.ref.kind] : []));
    expect(order).toEqual(['ConfigMap', 'Service', 'Deployment']);
    expect(first.events.some((event) => event.type === 'ready' && event.ref.name === 'web')).toBe(true);
    const second = await apply(basic());
    expect(second).toMatchObject({ changed: 0, deleted: 0, revision: 1 });
    expect(summarize(second.plan)).toMatchObject({ unchanged: 3, create: 0, change: 0 });
  });

  it('changes only what is different, field by field, with secrets masked', async () => {
    await apply([...basic(), secret('hunter2')]);
    const changed = [
      deployment('web', 'example.test/app:2'),
      service,
      configMap('c', { a: '1' }),
      secret('sesame'),
    ];
    const plan = await makePlan(client, set, changed);
    const fields = plan.changes.flatMap((change) =>
      change.fields.map((field) => `${change.ref.kind} ${field.path}`),
    );
    expect(fields).toEqual([
      'Secret .data.password',
      'Deployment .spec.template.spec.containers[name="app"].image',
    ]);
    expect(JSON.stringify(plan.changes.map((change) => change.fields))).not.toMatch(
      /sesame|hunter2|aHVudGVyMg|c2VzYW1l/,
    );
    await expect(apply(changed)).resolves.toMatchObject({ changed: 2, revision: 2 });
  });

  it('prunes what is no longer there, and keeps what may hold data', async () => {
    await apply([...basic(), secret('x')]);
    const result = await apply([deployment('web')]);
    expect(result).toMatchObject({ deleted: 2 });
    expect(result.events.filter((event) => event.type === 'kept')).toMatchObject([
      { ref: { kind: 'Secret', name: 's' } },
    ]);
    await expect(at('v1', 'Service', 'web')).resolves.toBeUndefined();
    await expect(at('v1', 'Secret', 's')).resolves.toBeDefined();
    await expect(actions([deployment('web')])).resolves.toMatchObject({ 'Secret s': 'protected' });
    await expect(apply([deployment('web')], { allowDataLoss: true })).resolves.toMatchObject({ deleted: 1 });
    await expect(at('v1', 'Secret', 's')).resolves.toBeUndefined();
  });

  it('never adopts what belongs to others, unless told to', async () => {
    await client.create(configMap('c', { a: 'theirs' }, namespace));
    await expect(apply(basic())).rejects.toMatchObject({ code: 'KUBE_FOREIGN_OBJECT', exitCode: 3 });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: 'theirs' } });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toBeUndefined();
    await apply(basic(), { adopt: [`ConfigMap ${namespace}/c`], forceConflicts: true });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: '1' } });
  });

  it('names who holds a field, and takes it only when told to', async () => {
    await apply(basic());
    await client.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', namespace },
      { data: { a: 'by hand' } },
      { fieldManager: 'kubectl-edit' },
    );
    const plan = await makePlan(client, set, basic());
    const change = plan.changes.find(({ ref }) => ref.kind === 'ConfigMap');
    expect(change).toMatchObject({
      action: 'conflict',
      conflicts: [{ field: '.data.a', manager: 'kubectl-edit' }],
      fields: [{ path: '.data.a', before: 'by hand', after: '1', drift: { by: 'kubectl-edit' } }],
    });
    await expect(apply(basic())).rejects.toMatchObject({ code: 'KUBE_FIELD_CONFLICT' });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: 'by hand' } });
    await expect(findDrift(client, set)).resolves.toMatchObject({
      drifted: [{ ref: { kind: 'ConfigMap' } }],
    });
    await apply(basic(), { forceConflicts: true });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: '1' } });
    await expect(findDrift(client, set)).resolves.toMatchObject({ drifted: [] });
  });

  it('sees what somebody deleted as drift', async () => {
    await apply(basic());
    await client.delete({ apiVersion: 'v1', kind: 'Service', name: 'web', namespace });
    await expect(findDrift(client, set)).resolves.toMatchObject({
      drifted: [{ action: 'create', ref: { kind: 'Service' }, notes: ['somebody deleted it'] }],
    });
  });

  it('explains what cannot change, before anything is changed', async () => {
    await apply(basic());
    const other = deployment('web');
    const spec = other['spec'] as { template: object };
    const labels = { app: 'other' };
    const moved = {
      ...other,
      spec: {
        ...spec,
        selector: { matchLabels: labels },
        template: { ...spec.template, metadata: { labels } },
      },
    };
    await expect(apply([moved, configMap('c', { a: '2' })])).rejects.toMatchObject({
      code: 'KUBE_IMMUTABLE',
      message: expect.stringContaining('.spec.selector'),
    });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: '1' } });
  });

  it('leaves replicas to an autoscaler', async () => {
    const scaler: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        minReplicas: 1,
        maxReplicas: 9,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      },
    };
    await apply([deployment('web', 'example.test/app:1', 2)], { wait: false });
    await apply([deployment('web', 'example.test/app:1', 2), scaler], { wait: false });
    await client.patch(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace },
      { spec: { replicas: 7 } },
      { subresource: 'scale', fieldManager: 'autoscaler' },
    );
    await apply([deployment('web', 'example.test/app:2', 2), scaler], { wait: false });
    await expect(at('apps/v1', 'Deployment', 'web')).resolves.toMatchObject({
      spec: { replicas: 7, template: { spec: { containers: [{ image: 'example.test/app:2' }] } } },
    });
    await expect(actions([deployment('web', 'example.test/app:2', 2), scaler])).resolves.toMatchObject({
      'Deployment web': 'unchanged',
    });
  });

  it('says why something is not ready', async () => {
    const failure = apply([deployment('web', 'example.test/app:1', 1)], { timeoutMs: 3_000 });
    await expect(failure).rejects.toMatchObject({
      code: 'KUBE_NOT_READY',
      exitCode: 3,
      message: expect.stringMatching(/Deployment .*\/web: .*no nodes available|Unschedulable|0\/\d+ nodes/s),
    });
    await expect(listRevisions(client, set)).resolves.toMatchObject([{ revision: 1, state: 'failed' }]);
  });

  it('makes a kind and objects of it in one go, and its own namespace', async () => {
    const own = `${namespace}-own`;
    used.push(own);
    set = objectSet('demo', own);
    const group = `${namespace}.test`;
    const objects: KubeObject[] = [
      { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'g' }, spec: { size: 3 } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own } },
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `gadgets.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { plural: 'gadgets', kind: 'Gadget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      },
    ];
    await expect(actions(objects)).resolves.toMatchObject({ 'Gadget g': 'create' });
    await apply(objects);
    await expect(
      client.get({ apiVersion: `${group}/v1`, kind: 'Gadget', name: 'g', namespace: own }),
    ).resolves.toMatchObject({ spec: { size: 3 } });
    await expect(apply(objects)).resolves.toMatchObject({ changed: 0 });
    const result = await drain(destroySet(client, set, { allowDataLoss: true, timeoutMs: 60_000 }));
    expect(result).toMatchObject({ deleted: 3, kept: [] });
    await expect(client.get({ apiVersion: 'v1', kind: 'Namespace', name: own })).resolves.toBeUndefined();
  });
});
