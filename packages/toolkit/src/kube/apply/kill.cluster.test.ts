import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import { makePlan } from '../plan/make-plan.ts';
import { objectSet } from '../sets/object-set.ts';
import { drain, newNamespace, testClient, threeObjects } from '../testing/cluster.ts';
import { applySet } from './apply-set.ts';

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

/** Starting a process takes longer than the apply itself, so each is started while the one before is at work. */
function startApply(event: number): ChildProcess {
  const script = join(import.meta.dirname, '../testing/apply-child.ts');
  const args = [script, namespace, `v${event}`, String(event)];
  return spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
}

/** True when it was killed; false when it came to its end before. */
async function isKilled(child: ChildProcess): Promise<boolean> {
  child.stdin?.write('go\n');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the apply failed with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

it('killed at every event, the same call carries on to the same end', async () => {
  const set = objectSet('demo', namespace);
  let killed = 0;
  let next = startApply(1);
  for (let event = 1; ; event += 1) {
    // Each round applies something new over the last, so that there is always something to create, change and prune.
    const value = `v${event}`;
    const child = next;
    next = startApply(event + 1);
    if (!(await isKilled(child))) break;
    killed += 1;
    await drain(applySet(client, set, threeObjects(value), { timeoutMs: 60_000 }));
    const plan = await makePlan(client, set, threeObjects(value));
    expect(
      plan.changes.map(({ action }) => action),
      `killed at event ${event}`,
    ).toEqual(Array.from({ length: 3 }, () => 'unchanged'));
    const accounts = await client.list({ apiVersion: 'v1', kind: 'ServiceAccount' }, { namespace });
    const names = accounts.items.map((item) => item.metadata.name).filter((name) => name !== 'default');
    expect(names).toEqual([`only-${value}`]);
    const revisions = await listRevisions(client, set);
    expect(revisions.filter((info) => info.state === 'deployed')).toHaveLength(1);
    expect(revisions[0]).toMatchObject({ revision: event, state: 'deployed' });
  }
  next.kill();
  expect(killed).toBeGreaterThan(10);
});
