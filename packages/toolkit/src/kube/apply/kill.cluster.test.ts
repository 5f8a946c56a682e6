import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import { makePlan } from '../plan/make-plan.ts';
import { summarize } from '../plan/plan.ts';
import { objectSet } from '../sets/object-set.ts';
import { configMap, deployment, newNamespace, testClient } from '../testing/cluster.ts';

let client: KubeClient;
let namespace: string;

beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'kill');
});
afterAll(async () => {
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client.close();
});

/** True when it was killed; false when it came to its end before. */
async function applyKilledAt(value: string, event: number): Promise<boolean> {
  const script = join(import.meta.dirname, '../testing/apply-child.ts');
  const child = spawn(process.execPath, [script, namespace, value, String(event)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the apply failed with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

it('killed at every event, the same call carries on to the same end', async () => {
  const set = objectSet('demo', namespace);
  let killed = 0;
  for (let event = 1; ; event += 1) {
    // Each round applies something new over the last, so that there is always something to create, change and prune.
    const value = `v${event}`;
    if (!(await applyKilledAt(value, event))) break;
    killed += 1;
    await applyKilledAt(value, 0);
    const objects = [
      configMap('c', { a: value }),
      deployment('web', `example.test/app:${value}`),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `only-${value}` } },
    ];
    const plan = await makePlan(client, set, objects);
    expect(summarize(plan), `killed at event ${event}`).toMatchObject({
      unchanged: 3,
      create: 0,
      change: 0,
      delete: 0,
      conflict: 0,
    });
    const accounts = await client.list({ apiVersion: 'v1', kind: 'ServiceAccount' }, { namespace });
    expect(accounts.items.map((item) => item.metadata.name).filter((name) => name !== 'default')).toEqual([
      `only-${value}`,
    ]);
    const revisions = await listRevisions(client, set);
    expect(revisions.filter((info) => info.state === 'deployed')).toHaveLength(1);
    expect(revisions[0]?.state).toBe('deployed');
  }
  expect(killed).toBeGreaterThan(10);
});
