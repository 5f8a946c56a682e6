import { connect, type KubeClient } from '@stoa/toolkit/kube';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../../../test/cluster/wait.ts';
import { newNamespace, testClient } from '../../toolkit/src/kube/testing/cluster.ts';
import { costAnnotation } from './deletion-cost.ts';
import { keepCosts } from './keep-costs.ts';

const podType = { apiVersion: 'v1', kind: 'Pod' };
const labelSelector = 'app=meet';

let client: KubeClient;
let namespace: string;
/** People by the address of their pod; an address that is missing does not answer. */
let people: Record<string, number>;
const count = async (address: string) => {
  const found = people[address];
  if (found === undefined) throw new Error(`${address} is silent`);
  return found;
};
const round = () => keepCosts(client, { namespace, labelSelector, count });

beforeAll(async () => {
  client = await testClient();
});
beforeEach(async () => {
  namespace = await newNamespace(client, 'costs');
  // The API server takes no pod before it.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace };
  await until('the account of the namespace', () => client.get(account));
  people = {};
});
afterAll(() => client?.close());

/** There are no nodes: what a kubelet would say of the pod, this says. */
async function pod(name: string, address: string, app = 'meet'): Promise<void> {
  const spec = { containers: [{ name: 'a', image: 'example.test/a:1' }], nodeName: 'nowhere' };
  await client.create({ ...podType, metadata: { name, namespace, labels: { app } }, spec });
  const status = { phase: 'Running', podIP: address, podIPs: [{ ip: address }] };
  await client.patch({ ...podType, name, namespace }, { status }, { subresource: 'status' });
}

async function costs(): Promise<Record<string, string | undefined>> {
  const { items } = await client.list(podType, { namespace });
  return Object.fromEntries(
    items.map(({ metadata }) => [metadata.name, metadata.annotations?.[costAnnotation]]),
  );
}

it('writes what is off, and the next round has nothing to do', async () => {
  await pod('busy', '10.0.0.1');
  await pod('empty', '10.0.0.2');
  await pod('other', '10.0.0.3', 'redis');
  people = { '10.0.0.1': 7, '10.0.0.2': 0, '10.0.0.3': 9 };
  expect(await round()).toEqual([
    { pod: 'busy', type: 'changed', from: 0, to: 7 },
    { pod: 'empty', type: 'kept' },
  ]);
  expect(await costs()).toEqual({ busy: '7', empty: undefined, other: undefined });
  people['10.0.0.1'] = 9;
  expect((await round()).map(({ type }) => type)).toEqual(['kept', 'kept']);
});

it('leaves the cost of a pod that does not answer, and goes on with the others', async () => {
  await pod('mute', '10.0.0.1');
  await pod('next', '10.0.0.2');
  people = { '10.0.0.1': 7, '10.0.0.2': 0 };
  await round();
  people = { '10.0.0.2': 3 };
  expect(await round()).toEqual([
    { pod: 'mute', type: 'silent', reason: '10.0.0.1 is silent' },
    { pod: 'next', type: 'changed', from: 0, to: 3 },
  ]);
  expect(await costs()).toEqual({ mute: '7', next: '3' });
});

it('asks no pod that is going or has no address, and minds none that goes meanwhile', async () => {
  await pod('stays', '10.0.0.1');
  await client.create({
    ...podType,
    metadata: { name: 'waits', namespace, labels: { app: 'meet' } },
    spec: { containers: [{ name: 'a', image: 'example.test/a:1' }] },
  });
  const deletes = async () => {
    await client.delete({ ...podType, name: 'stays', namespace }, { gracePeriodSeconds: 0 });
    return 5;
  };
  const outcomes = await keepCosts(client, { namespace, labelSelector, count: deletes });
  expect(outcomes).toEqual([{ pod: 'stays', type: 'kept' }]);
});

it('says so when it may not', async () => {
  const nobody = connect({
    ...client.access,
    impersonate: { user: 'nobody', groups: [], extra: {} },
  } as never);
  try {
    await expect(keepCosts(nobody, { namespace, labelSelector, count })).rejects.toThrow(/forbidden/);
  } finally {
    nobody.close();
  }
});
