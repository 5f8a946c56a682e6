import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../../../../test/cluster/control-plane.ts';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import { objectSet, type ObjectSet } from '../sets/object-set.ts';
import { configMap, drain, newNamespace, testClient } from '../testing/cluster.ts';
import { applySet } from './apply-set.ts';
import type { ApplyEvent } from './events.ts';
import { planSet } from './plan-set.ts';

// One of its own: the other files would not like what happens to it.
let plane: ControlPlane;
let client: KubeClient;
let namespace: string;
let set: ObjectSet;

beforeAll(async () => {
  plane = await startControlPlane();
  client = await testClient({}, plane.kubeconfig);
});
afterAll(async () => {
  client?.close();
  await plane?.stop();
});
beforeEach(async () => {
  namespace = await newNamespace(client, 'outage');
  set = objectSet('demo', namespace);
});

/** Nothing that a controller has to look at: those take their time to come back. */
const objects = (value: string) => [
  ...Array.from({ length: 12 }, (_unused, index) => configMap(`c${index}`, { a: value })),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `only-${value}` } },
];

/** Kills the API server and starts it again; nobody waits for it. */
function restart(): Promise<void> {
  return plane.parts.kill('apiserver').then(() => plane.parts.start('apiserver'));
}

async function unfinished(value: string): Promise<number> {
  const plan = await planSet(client, set, objects(value));
  return plan.changes.filter(({ action }) => action !== 'unchanged').length;
}

describe('an API server that is killed and comes back', () => {
  it.each(['plan', 'object'] as const)(
    'in the middle of an apply (at the first %s) is waited for',
    async (type) => {
      await drain(applySet(client, set, objects('1')));
      let coming: Promise<void> | undefined;
      const result = await drain(applySet(client, set, objects('2')), (event: ApplyEvent) => {
        if (event.type === type) coming ??= restart();
      });
      await coming;
      expect(result).toMatchObject({ revision: 2, changed: 13, deleted: 1 });
      await expect(unfinished('2')).resolves.toBe(0);
    },
  );

  it('while an apply waits for a pod: it goes on watching, and sees it ready', async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace };
    await expect.poll(() => client.get(account), { timeout: 20_000 }).toBeDefined();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'app', image: 'example.test/app:1' }] },
    };
    let coming: Promise<unknown> | undefined;
    const seen: string[] = [];
    await drain(applySet(client, set, [pod], { timeoutMs: 60_000 }), (event) => {
      seen.push(event.type);
      if (event.type === 'waiting') coming ??= restart().then(becomeReady);
    });
    await coming;
    expect(seen).toContain('ready');
  });

  it('too late: the apply says that nobody answers, and the same call carries on', async () => {
    const hasty = await testClient({ patienceMs: 300 }, plane.kubeconfig);
    let dying: Promise<void> | undefined;
    const failing = drain(applySet(hasty, set, objects('1')), (event) => {
      if (event.type === 'revision') dying ??= plane.parts.kill('apiserver');
    });
    await expect(failing).rejects.toMatchObject({ code: 'KUBE_UNREACHABLE' });
    hasty.close();
    await dying;
    await plane.parts.start('apiserver');
    await expect(listRevisions(client, set)).resolves.toMatchObject([{ revision: 1, state: 'pending' }]);
    await expect(drain(applySet(client, set, objects('1')))).resolves.toMatchObject({ revision: 1 });
    await expect(unfinished('1')).resolves.toBe(0);
  });
});

/** As a kubelet would tell, for there is none. */
function becomeReady() {
  return client.patch(
    { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace },
    { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
    { subresource: 'status', fieldManager: 'them' },
  );
}

it('a watch misses nothing over a restart of the API server, which has forgotten where the watch was (410)', async () => {
  const stop = new AbortController();
  const known = new Map<string, unknown>();
  let lists = 0;
  const type = { apiVersion: 'v1', kind: 'ConfigMap' };
  const watching = (async () => {
    for await (const event of client.watch(type, { namespace, signal: stop.signal })) {
      if (event.type === 'synced') {
        lists += 1;
        known.clear();
      }
      const list = event.type === 'synced' ? event.objects : [event.object];
      for (const { metadata, data } of list) {
        if (event.type === 'deleted') known.delete(metadata.name);
        else known.set(metadata.name, data);
      }
    }
  })();
  await client.create(configMap('a', { at: 'before' }, namespace));
  await client.create(configMap('gone', {}, namespace));
  await expect.poll(() => known.has('gone')).toBe(true);
  // A new watch cache begins with the newest change of anything, so a watch of ConfigMaps is too old for it.
  await client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'newer', namespace } });
  await restart();
  await client.delete({ ...type, name: 'gone', namespace });
  await client.patch({ ...type, name: 'a', namespace }, { data: { at: 'after' } });
  await expect.poll(() => known.get('a'), { timeout: 30_000 }).toEqual({ at: 'after' });
  expect(known.has('gone')).toBe(false);
  expect(lists, 'the watch began anew with a list').toBe(2);
  stop.abort();
  await watching;
});
