import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment, drain } from '../testing/cluster.ts';
import { applySet } from './apply-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
const used = useTestSet('race', (given) => {
  ({ client, namespace, set } = given);
});

const ref = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace });

/** Applies, and lets somebody else do something just before the last object is sent, when the plan is long made. */
async function applyWhile(objects: readonly KubeObject[], meanwhile: () => Promise<unknown>, force = false) {
  return drain(
    applySet(clientWith(objects.at(-1)?.metadata.name, meanwhile), set, objects, {
      timeoutMs: 30_000,
      forceConflicts: force,
    }),
  );
}

/** The real client, with something in front of the first apply to an object of that name. */
function clientWith(name: string | undefined, before: () => Promise<unknown>): KubeClient {
  let done = false;
  return {
    ...client,
    async apply(object, options) {
      if (object.metadata.name === name && !options.dryRun && !done) {
        done = true;
        await before();
      }
      return client.apply(object, options);
    },
  };
}

describe('what somebody makes between plan and apply', () => {
  it.each([false, true])('is not touched (other values, force %s)', async (force) => {
    const theirs = () => client.create(configMap('c', { theirs: 'x' }, namespace), { fieldManager: 'them' });
    await expect(applyWhile([configMap('c', { a: '1' })], theirs, force)).rejects.toMatchObject({
      code: 'KUBE_FOREIGN_OBJECT',
    });
    const found = await client.get(ref('c'));
    expect(found?.['data']).toEqual({ theirs: 'x' });
    expect(found?.metadata.labels).toBeUndefined();
    expect(found?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['them']);
  });

  it('in place of an object of the set is not touched either', async () => {
    await drain(applySet(client, set, [configMap('c', { a: '1' })]));
    const exchange = async () => {
      await client.delete(ref('c'));
      await client.create(configMap('c', { theirs: 'x' }, namespace));
    };
    await expect(applyWhile([configMap('c', { a: '2' })], exchange)).rejects.toMatchObject({
      code: 'KUBE_FOREIGN_OBJECT',
    });
    await expect(client.get(ref('c'))).resolves.toMatchObject({ data: { theirs: 'x' } });
  });

  it('of a kind that the cluster got later is not touched either', async () => {
    const group = `${namespace}.test`;
    const crd: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    };
    await drain(applySet(client, set, [crd]));
    const widget = (size: number): KubeObject => ({
      apiVersion: `${group}/v1`,
      kind: 'Widget',
      metadata: { name: 'w', namespace },
      spec: { size },
    });
    const failure = applyWhile([crd, widget(1)], () => client.create(widget(2)), true);
    await expect(failure).rejects.toMatchObject({ code: 'KUBE_FOREIGN_OBJECT' });
    const widgetRef = { apiVersion: `${group}/v1`, kind: 'Widget', name: 'w', namespace };
    await expect(client.get(widgetRef)).resolves.toMatchObject({ spec: { size: 2 } });
    await client.delete({ apiVersion: crd.apiVersion, kind: crd.kind, name: crd.metadata.name });
  });
});

describe('what somebody deletes between plan and apply', () => {
  it('is made anew', async () => {
    await drain(applySet(client, set, [configMap('c', { a: '1' }), deployment('web')]));
    await applyWhile([deployment('web'), configMap('c', { a: '2' })], () => client.delete(ref('c')));
    await expect(client.get(ref('c'))).resolves.toMatchObject({ data: { a: '2' } });
  });
});

it('a Secret of the name of the set that is somebody else’s is left alone', async () => {
  const theirs: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: set.name, namespace },
    data: { a: 'eA==' },
  };
  const racing = clientWith(set.name, () => client.create(theirs));
  await expect(drain(applySet(racing, set, [configMap('c', { a: '1' })]))).rejects.toMatchObject({
    code: 'KUBE_SET_FOREIGN',
  });
  const found = await client.get({ ...theirs, name: set.name, namespace });
  expect(found?.['data']).toEqual({ a: 'eA==' });
  await expect(client.get(ref('c'))).resolves.toBeUndefined();
});

it('two applies that both make their namespace end well', async () => {
  const own = `${namespace}-own`;
  used.push(own);
  const home = objectSet('demo', own);
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own } },
    configMap('c', { a: '1' }),
  ];
  const both = [0, 1].map(() => drain(applySet(client, home, objects)));
  const revisions = (await Promise.all(both)).map(({ revision }) => revision);
  expect(revisions).toEqual([1, 1]);
});
