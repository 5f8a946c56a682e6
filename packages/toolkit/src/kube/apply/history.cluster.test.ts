import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import type { KubeObject } from '../objects/object.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, basic, secret, service, useTestSet } from '../testing/apply-suite.ts';
import { configMap, drain } from '../testing/cluster.ts';
import { applySet, type ApplySetOptions } from './apply-set.ts';
import { destroySet } from './destroy-set.ts';
import { rollbackSet } from './rollback-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet('apply', (given) => {
  ({ client, namespace, set } = given);
});

const apply = (objects: readonly KubeObject[], options?: ApplySetOptions) =>
  applyTo({ client, set }, objects, options);

const at = (apiVersion: string, kind: string, name: string) =>
  client.get({ apiVersion, kind, name, namespace });

describe('history', () => {
  it('goes back, as a revision of its own', async () => {
    await apply([configMap('c', { a: '1' })]);
    await apply([configMap('c', { a: '2' }), service]);
    await expect(drain(rollbackSet(client, set))).resolves.toMatchObject({ revision: 3, deleted: 1 });
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: '1' } });
    await expect(listRevisions(client, set)).resolves.toMatchObject([
      { revision: 3, state: 'deployed', rollbackOf: 1 },
      { revision: 2, state: 'superseded' },
      { revision: 1, state: 'superseded' },
    ]);
    await expect(drain(rollbackSet(client, set, 9))).rejects.toMatchObject({
      code: 'KUBE_REVISION_MISSING',
      exitCode: 2,
    });
  });

  it('ends with a destroy that leaves nothing but what may hold data', async () => {
    await apply([...basic(), secret('x')]);
    await expect(drain(destroySet(client, set))).resolves.toMatchObject({
      deleted: 3,
      kept: [{ kind: 'Secret', name: 's' }],
    });
    await expect(drain(destroySet(client, set, { allowDataLoss: true }))).resolves.toMatchObject({
      deleted: 1,
      kept: [],
    });
    const left = await client.list({ apiVersion: 'v1', kind: 'Secret' }, { namespace });
    const leases = await client.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace });
    expect([...left.items, ...leases.items].map((item) => item.metadata.name)).toEqual([]);
  });
});

describe('two at a time', () => {
  it('are kept apart: both end well, one after the other', async () => {
    const [a, b] = await Promise.all([
      apply([configMap('c', { a: 'x' })]),
      apply([configMap('c', { a: 'y' })]),
    ]);
    expect([a.revision, b.revision].sort((x, y) => x - y)).toEqual([1, 2]);
    expect(
      [...a.events, ...b.events].some((event) => event.type === 'lock' && event.state === 'waiting'),
    ).toBe(true);
    const last = a.revision === 2 ? 'x' : 'y';
    await expect(at('v1', 'ConfigMap', 'c')).resolves.toMatchObject({ data: { a: last } });
  });

  it('do not wait for ever', async () => {
    const slow = applySet(client, set, [configMap('c', { a: 'x' })]);
    await slow.next();
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: set.name, namespace };
    await drain(slow);
    await client.patch(lease, {
      spec: { holderIdentity: 'elsewhere/1/x', renewTime: new Date().toISOString().replace('Z', '000Z') },
    });
    await expect(apply([configMap('c', { a: 'y' })], { lockWaitMs: 1_000 })).rejects.toMatchObject({
      code: 'KUBE_LOCKED',
      message: expect.stringContaining('elsewhere'),
    });
  });

  it('of which one agreed to a plan that is no longer true refuses', async () => {
    const plan = await makePlan(client, set, basic());
    await apply([configMap('c', { a: '9' })]);
    await expect(apply(basic(), { plan })).rejects.toMatchObject({ code: 'KUBE_PLAN_STALE' });
  });
});
