import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import { listRevisions } from '../history/history.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { drain, threeObjects } from '../testing/cluster.ts';
import { destroySet } from './destroy-set.ts';

let client: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet('kill', (given) => {
  ({ client, namespace, set } = given);
});

/** Starting a process takes longer than the apply itself, so each is started while the one before is at work. */
function startChild(verb: 'apply' | 'destroy', step: 'event' | 'write', number: number): ChildProcess {
  const script = join(import.meta.dirname, '../testing/apply-child.ts');
  const args = [script, verb, step, namespace, `v${number}`, String(number)];
  return spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
}

/** True when it was killed; false when it came to its end before. */
async function isKilled(child: ChildProcess): Promise<boolean> {
  child.stdin?.write('go\n');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the child failed with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

/** Kills a child at its first step, the next one at its second, and so on until one comes to its end; gives how many. */
async function killAtEach(
  verb: 'apply' | 'destroy',
  step: 'event' | 'write',
  then: (number: number) => Promise<void>,
): Promise<number> {
  let next = startChild(verb, step, 1);
  for (let number = 1; ; number += 1) {
    const child = next;
    next = startChild(verb, step, number + 1);
    if (!(await isKilled(child))) {
      next.kill();
      return number - 1;
    }
    await then(number);
  }
}

async function membersLeft(): Promise<string[]> {
  const accounts = await client.list({ apiVersion: 'v1', kind: 'ServiceAccount' }, { namespace });
  return accounts.items.map((item) => item.metadata.name).filter((name) => name !== 'default');
}

describe('killed at every', () => {
  it.each(['event', 'write'] as const)('%s, the same apply carries on to the same end', async (step) => {
    // Each round applies something new over the last, so that there is always something to create, change and prune.
    const killed = await killAtEach('apply', step, async (number) => {
      const value = `v${number}`;
      await applyTo({ client, set }, threeObjects(value));
      const plan = await makePlan(client, set, threeObjects(value));
      expect(
        plan.changes.map(({ action }) => action),
        `killed at ${step} ${number}`,
      ).toEqual(Array.from({ length: 3 }, () => 'unchanged'));
      await expect(membersLeft()).resolves.toEqual([`only-${value}`]);
      const revisions = await listRevisions(client, set);
      expect(revisions.filter((info) => info.state === 'deployed')).toHaveLength(1);
      expect(revisions[0]).toMatchObject({ revision: number, state: 'deployed' });
    });
    // Lock, parent, revision, three objects, a pruned one, parent, revision, lock.
    expect(killed).toBeGreaterThanOrEqual(10);
  });

  it.each(['event', 'write'] as const)('%s, the same destroy carries on to the same end', async (step) => {
    await applyTo({ client, set }, threeObjects('v1'));
    const killed = await killAtEach('destroy', step, async (number) => {
      await drain(destroySet(client, set, { timeoutMs: 60_000 }));
      await expect(membersLeft()).resolves.toEqual([]);
      const secrets = await client.list({ apiVersion: 'v1', kind: 'Secret' }, { namespace });
      const leases = await client.list(
        { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
        { namespace },
      );
      const left = [...secrets.items, ...leases.items].map(({ metadata }) => metadata.name);
      expect(left, `killed at ${step} ${number}`).toEqual([]);
      await applyTo({ client, set }, threeObjects(`v${number + 1}`));
    });
    // Lock, three objects, lock.
    expect(killed).toBeGreaterThanOrEqual(5);
  });
});
