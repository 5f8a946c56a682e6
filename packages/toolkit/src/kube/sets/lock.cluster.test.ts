import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { valueAt } from '../objects/values.ts';
import { newNamespace, testClient } from '../testing/cluster.ts';
import { lockSet } from './lock.ts';
import { objectSet } from './object-set.ts';

let client: KubeClient;
let namespace: string;

beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'lock');
});
afterAll(async () => {
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client.close();
});

const leaseRef = (name: string) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  name: `stoa-${name}`,
  namespace,
});
const specOf = async (name: string, field: string) =>
  valueAt(await client.get(leaseRef(name)), 'spec', field);

it('is renewed, also when an answer was lost, and is lost when somebody else has it', async () => {
  const [plain, touched, taken] = await Promise.all(
    ['plain', 'touched', 'taken'].map((name) => lockSet(client, objectSet(name, namespace))),
  );
  const before = await specOf('plain', 'renewTime');
  // A newer version that still names us is what a renewal leaves whose answer never came.
  const renewTime = '2026-01-01T00:00:00.000000Z';
  await client.patch(leaseRef('touched'), { spec: { renewTime } });
  await client.patch(leaseRef('taken'), { spec: { holderIdentity: 'elsewhere/1/x' } });
  await expect.poll(() => specOf('plain', 'renewTime'), { timeout: 20_000 }).not.toBe(before);
  await expect.poll(() => specOf('touched', 'renewTime'), { timeout: 20_000 }).not.toBe(renewTime);
  await expect.poll(() => taken?.lost.aborted, { timeout: 20_000 }).toBe(true);
  expect(taken?.lost.reason).toMatchObject({ code: 'KUBE_LOCK_LOST' });
  expect([plain?.lost.aborted, touched?.lost.aborted]).toEqual([false, false]);
  for (const lock of [plain, touched, taken]) await lock?.release();
  await expect(specOf('plain', 'holderIdentity')).resolves.toBe('');
  await expect(specOf('touched', 'holderIdentity')).resolves.toBe('');
  await expect(specOf('taken', 'holderIdentity')).resolves.toBe('elsewhere/1/x');
});

it('that could not be released is free for the same process', async () => {
  const set = objectSet('cut', namespace);
  let away = false;
  const cut: KubeClient = {
    ...client,
    replace: (object, options) =>
      away ? Promise.reject(new Error('away')) : client.replace(object, options),
  };
  const first = await lockSet(cut, set);
  away = true;
  await first.release();
  await expect(specOf('cut', 'holderIdentity')).resolves.not.toBe('');
  const second = await lockSet(client, set, { waitMs: 0 });
  await second.release();
  await expect(specOf('cut', 'holderIdentity')).resolves.toBe('');
});
