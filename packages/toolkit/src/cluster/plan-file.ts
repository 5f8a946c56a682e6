import { readFile } from 'node:fs/promises';
import { messageOf, writeFileAtomic } from '../base/index.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';
import type { Prepared } from './prepare-platform.ts';

const schema = 'stoa.plan/v1';

/** Keeps a plan with everything that is needed to apply it, secrets included: mode 0600. @throws CLUSTER_PLAN_FILE */
export async function writePlan(path: string, prepared: Prepared): Promise<void> {
  if (prepared.stages.length > 1) {
    throw clusterErrors.make(
      'CLUSTER_PLAN_FILE',
      'a change of the TURN secret goes in two steps, and a kept plan can hold one only',
      { hint: 'apply it without a kept plan' },
    );
  }
  await writeFileAtomic(path, `${JSON.stringify({ schema, ...prepared })}\n`);
}

/** @throws CLUSTER_PLAN_FILE when it is none, or one of another platform */
export async function readPlan(path: string, { set }: Pick<Cluster, 'set'>): Promise<Prepared> {
  const found = await parse(path);
  if (found.plan.set.id === set.id) return found;
  throw clusterErrors.make(
    'CLUSTER_PLAN_FILE',
    `${path} is a plan of ${found.plan.set.name} in ${found.plan.set.namespace}, not of ${set.name} in ${set.namespace}`,
  );
}

async function parse(path: string): Promise<Prepared> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Prepared & { schema: unknown };
    if (value.schema !== schema) throw new Error(`it has no schema ${schema}`);
    const { schema: _schema, ...prepared } = value;
    return prepared;
  } catch (cause) {
    throw clusterErrors.make('CLUSTER_PLAN_FILE', `${path} is no plan: ${messageOf(cause)}`, {
      hint: 'write one with: stoa plan --out FILE',
      cause,
    });
  }
}
