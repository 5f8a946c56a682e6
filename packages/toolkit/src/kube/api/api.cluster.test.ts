import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { configMap, newNamespace, testClient } from '../testing/cluster.ts';
import type { KubeClient } from './client.ts';

const type = { apiVersion: 'v1', kind: 'ConfigMap' };
let client: KubeClient;
let namespace: string;

beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'api');
});
afterAll(async () => {
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client.close();
});

describe('discovery', () => {
  it('knows paths, scopes and subresources', async () => {
    await expect(client.resource({ apiVersion: 'apps/v1', kind: 'Deployment' })).resolves.toMatchObject({
      plural: 'deployments',
      namespaced: true,
    });
    await expect(client.resource({ apiVersion: 'v1', kind: 'Node' })).resolves.toMatchObject({
      namespaced: false,
    });
    expect((await client.resource({ apiVersion: 'v1', kind: 'Pod' })).subresources).toEqual(
      expect.arrayContaining(['log', 'eviction', 'exec']),
    );
  });

  it('says which version there is instead', async () => {
    const asked = client.resource({ apiVersion: 'apps/v1beta1', kind: 'Deployment' });
    await expect(asked).rejects.toMatchObject({
      code: 'KUBE_KIND_UNKNOWN',
      hint: 'it serves Deployment as apps/v1',
    });
  });
});

describe('objects', () => {
  it('are read, created, replaced, patched and deleted', async () => {
    const ref = { ...type, name: 'one', namespace };
    await expect(client.get(ref)).resolves.toBeUndefined();
    const made = await client.create(configMap('one', { a: '1' }, namespace));
    await expect(client.create(configMap('one', {}, namespace))).rejects.toMatchObject({
      code: 'KUBE_ALREADY_EXISTS',
    });
    await client.patch(ref, { data: { b: '2' } });
    await expect(client.replace({ ...made, data: {} })).rejects.toMatchObject({ code: 'KUBE_CONFLICT' });
    await expect(client.get(ref)).resolves.toMatchObject({ data: { a: '1', b: '2' } });
    await expect(client.delete(ref, { uid: 'another' })).resolves.toBe(false);
    await expect(client.delete(ref, { uid: made.metadata.uid ?? '' })).resolves.toBe(true);
    await expect(client.delete(ref)).resolves.toBe(false);
  });

  it('are applied; others keep their fields, and are named', async () => {
    await client.apply(configMap('two', { a: '1' }, namespace), { fieldManager: 'x' });
    const other = configMap('two', { a: '2', b: '2' }, namespace);
    await expect(client.apply(other, { fieldManager: 'y' })).rejects.toMatchObject({
      code: 'KUBE_FIELD_CONFLICT',
      details: { conflicts: [{ field: '.data.a', manager: 'x' }] },
    });
    await expect(
      client.apply(other, { fieldManager: 'y', force: true, dryRun: true }),
    ).resolves.toMatchObject({ data: { a: '2' } });
    await expect(client.get({ ...type, name: 'two', namespace })).resolves.toMatchObject({
      data: { a: '1' },
    });
  });

  it('that are wrong are refused with the field', async () => {
    const bad = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bad', namespace },
      spec: { ports: [{ port: 99999 }] },
    };
    await expect(client.apply(bad, { fieldManager: 'x' })).rejects.toMatchObject({
      code: 'KUBE_INVALID',
      exitCode: 3,
    });
  });
});

describe('lists and watches', () => {
  it('come page by page', async () => {
    const names = Array.from({ length: 25 }, (_unused, index) => `page-${String(index).padStart(2, '0')}`);
    for (const name of names)
      await client.apply(
        { ...configMap(name, {}, namespace), metadata: { name, namespace, labels: { page: 'yes' } } },
        { fieldManager: 'x' },
      );
    const list = await client.list(type, { namespace, labelSelector: 'page=yes', pageSize: 7 });
    expect(list.items.map((item) => item.metadata.name).sort()).toEqual(names);
    expect(list.items[0]).toMatchObject(type);
  });

  it('tell what is there, then each change, over several connections', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const event of client.watch(type, {
        namespace,
        labelSelector: 'w=1',
        connectionSeconds: 1,
        signal: stop.signal,
      })) {
        if (event.type === 'synced') seen.push(`synced ${event.objects.length}`);
        else
          seen.push(
            `${event.type} ${event.object.metadata.name} ${(event.object['data'] as Record<string, string>)['a']}`,
          );
      }
    })();
    const put = (a: string) =>
      client.apply(
        { ...configMap('w', { a }, namespace), metadata: { name: 'w', namespace, labels: { w: '1' } } },
        { fieldManager: 'x' },
      );
    await expect.poll(() => seen.length).toBe(1);
    await put('1');
    await expect.poll(() => seen.length).toBe(2);
    // The connection has ended meanwhile, and another went on from there.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await put('2');
    await expect.poll(() => seen.length).toBe(3);
    await client.delete({ ...type, name: 'w', namespace });
    await expect.poll(() => seen.length).toBe(4);
    stop.abort();
    await watching;
    expect(seen).toEqual(['synced 0', 'changed w 1', 'changed w 2', 'deleted w 2']);
  });
});

describe('no field is lost', () => {
  const policy: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'flows' },
    spec: {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { a: 'b' } }, podSelector: {} },
            { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
          ],
          ports: [{ port: 80, endPort: 90, protocol: 'TCP' }],
        },
      ],
      egress: [
        { to: [{ podSelector: { matchExpressions: [{ key: 'x', operator: 'In', values: ['1', '2'] }] } }] },
      ],
    },
  };

  it('of a NetworkPolicy: `from` and all', async () => {
    const made = await client.apply(
      { ...policy, metadata: { name: 'flows', namespace } },
      { fieldManager: 'x' },
    );
    expect(made['spec']).toEqual(policy['spec']);
    expect((await client.get({ ...policy, name: 'flows', namespace }))?.['spec']).toEqual(policy['spec']);
  });

  it('and one that the schema does not have is refused, whatever the kind', async () => {
    const group = `strict.${namespace}.test`;
    const size = { type: 'object', properties: { size: { type: 'integer' } } };
    const versions = [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: size } } },
      },
    ];
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `boxes.${group}` },
      spec: { group, scope: 'Namespaced', names: { plural: 'boxes', kind: 'Box' }, versions },
    };
    await client.apply(definition, { fieldManager: 'x' });
    const box = { apiVersion: `${group}/v1`, kind: 'Box', metadata: { name: 'b', namespace } };
    const outcome = (object: KubeObject) =>
      client.apply(object, { fieldManager: 'x' }).then(
        () => 'applied',
        (error: unknown) => String(error),
      );
    await expect.poll(() => outcome({ ...box, spec: { size: 1 } }), { timeout: 20_000 }).toBe('applied');
    expect(await outcome({ ...box, spec: { size: 1, seize: 2 } })).toContain('.spec.seize');
    const rules = { ...policy, metadata: { name: 'typo', namespace } };
    expect(await outcome({ ...rules, spec: { podSelector: {}, ingres: [] } })).toContain('.spec.ingres');
    await client.delete({ ...definition, name: definition.metadata.name });
  });

  it('of a custom kind: keys that look like ours, numbers, nulls in lists, unknown fields', async () => {
    const group = `${namespace}.test`;
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    await client.apply(
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `things.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { plural: 'things', kind: 'Thing' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
        },
      },
      { fieldManager: 'x' },
    );
    const thing = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 't', namespace } };
    await expect
      .poll(
        () =>
          client.resource(thing).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    const spec = {
      _from: 1,
      from: 'x',
      $ref: 'y',
      'a-b': { c: [{ d: 0.5 }, 'e', false] },
      big: 9007199254740991,
      empty: {},
      none: [],
    };
    // Accepted by name is not yet served: the API server may need a moment.
    await expect
      .poll(
        () =>
          client.apply({ ...thing, spec }, { fieldManager: 'x' }).then(
            (made) => made['spec'],
            () => undefined,
          ),
        { timeout: 20_000 },
      )
      .toEqual(spec);
    await client.delete({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: `things.${group}`,
    });
  });
});
