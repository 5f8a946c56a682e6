import { readFile } from 'node:fs/promises';
import { messageOf, writeFileAtomic } from '../base/index.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';
import type { Prepared } from './prepare-platform.ts';

const schema = 'stoa.plan/v1';

/** What the plan was asked to do: an apply of it has to be asked the same. */
export interface PlanWish {
  readonly forceConflicts: boolean;
  readonly allowDataLoss: boolean;
}

export interface KeptPlan {
  readonly wish: PlanWish;
  readonly prepared: Prepared;
}

/** Keeps a plan with everything that is needed to apply it, secrets included: mode 0600. @throws CLUSTER_PLAN_FILE */
export async function writePlan(path: string, prepared: Prepared, wish: PlanWish): Promise<void> {
  if (prepared.stages.length > 1) {
    throw clusterErrors.make(
      'CLUSTER_PLAN_FILE',
      'a change of the TURN secret goes in two steps, and a kept plan can hold one only',
      { hint: 'apply it without a kept plan' },
    );
  }
  await writeFileAtomic(path, `${JSON.stringify({ schema, wish, prepared })}\n`);
}

/** @throws CLUSTER_PLAN_FILE when it is none, or one of another platform */
export async function readPlan(path: string, { set }: Pick<Cluster, 'set'>): Promise<KeptPlan> {
  const found = await parse(path);
  const { set: planned } = found.prepared.plan;
  if (planned.id === set.id) return found;
  throw clusterErrors.make(
    'CLUSTER_PLAN_FILE',
    `${path} is a plan of ${planned.name} in ${planned.namespace}, not of ${set.name} in ${set.namespace}`,
  );
}

async function parse(path: string): Promise<KeptPlan> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as KeptPlan & { readonly schema: unknown };
    if (value.schema !== schema) throw new Error(`it has no schema ${schema}`);
    const { wish, prepared } = value;
    return { wish, prepared };
  } catch (cause) {
    throw clusterErrors.make('CLUSTER_PLAN_FILE', `${path} is no plan: ${messageOf(cause)}`, {
      hint: 'write one with: stoa plan --out FILE',
      cause,
    });
  }
}
