import {
  applySet,
  isCode,
  kubeErrors,
  planSet,
  type ApplyEvent,
  type ApplyResult,
  type ApplySetOptions,
} from '../kube/index.ts';
import type { Cluster } from './open-cluster.ts';
import {
  preparePlatform,
  readMaterials,
  type Prepared,
  type PrepareOptions,
  type Stage,
} from './prepare-platform.ts';

export interface ApplyPlatformOptions
  extends PrepareOptions, Pick<ApplySetOptions, 'wait' | 'timeoutMs' | 'note' | 'by' | 'lockWaitMs'> {
  /** Looks at a plan before it is applied (preflight, a confirmation); throws to stop. */
  readonly agree?: (prepared: Prepared) => Promise<void>;
}

export interface ApplyPlatformResult extends ApplyResult {
  readonly prepared: Prepared;
}

/** Plans that others made stale in the time between plan and lock. */
const attempts = 3;

/**
 * Plans and applies. What is applied is what `agree` saw: when the cluster changed before the lock was had (of two first
 * applies each would make secrets of its own, say), it is planned anew.
 * @throws what `preparePlatform`, `agree` and `applySet` throw
 */
export async function* applyPlatform(
  cluster: Cluster,
  options: ApplyPlatformOptions = {},
): AsyncGenerator<ApplyEvent, ApplyPlatformResult, void> {
  // What the server refuses to create is found out by the apply itself; asking twice would double its time.
  const { agree, rotateTurn = false, now, ...common } = { checkCreates: false, ...options };
  let rotate = rotateTurn;
  for (let attempt = 1; ; attempt += 1) {
    const prepared = await preparePlatform(cluster, {
      ...common,
      rotateTurn: rotate,
      ...(now ? { now } : {}),
    });
    await agree?.(prepared);
    try {
      return { ...(yield* applyPrepared(cluster, prepared, common)), prepared };
    } catch (error) {
      if (!isCode(error, 'KUBE_PLAN_STALE') || attempt >= attempts) throw error;
      // A change of the secret that has begun is carried on by itself; asking again would begin another.
      rotate &&= prepared.stages.length === 1;
    }
  }
}

/** Applies the stages of a plan, one after the other. @throws KUBE_PLAN_STALE when the cluster changed since then */
export async function* applyPrepared(
  cluster: Cluster,
  { plan, stages }: Prepared,
  options: ApplySetOptions,
): AsyncGenerator<ApplyEvent, ApplyResult, void> {
  const { client, set } = cluster;
  let before: Stage | undefined;
  let result: ApplyResult | undefined;
  for (const stage of stages) {
    // A plan of all stages says nothing about one of them.
    const held =
      stages.length === 1 ? plan : await planSet(client, set, stage.objects, planOptionsOf(options));
    if (before) await checkStage(cluster, before, options.signal);
    const last = stage === stages.at(-1);
    // Everybody has to know both secrets before the next stage, whatever was asked for.
    const applied: ApplyResult = yield* applySet(client, set, stage.objects, {
      ...options,
      plan: held,
      ...(last ? {} : { wait: true }),
    });
    result = result ? together(result, applied) : applied;
    before = stage;
  }
  if (!result) throw new Error('a plan has at least one stage');
  return result;
}

function together(before: ApplyResult, after: ApplyResult): ApplyResult {
  return {
    ...after,
    changed: before.changed + after.changed,
    deleted: before.deleted + after.deleted,
    ms: before.ms + after.ms,
  };
}

function planOptionsOf({ forceConflicts, allowDataLoss, checkCreates, adopt, signal }: ApplySetOptions) {
  return {
    ...(forceConflicts === undefined ? {} : { forceConflicts }),
    ...(allowDataLoss === undefined ? {} : { allowDataLoss }),
    ...(checkCreates === undefined ? {} : { checkCreates }),
    ...(adopt === undefined ? {} : { adopt }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The lock is free between two stages: somebody else may have begun a change of their own. */
async function checkStage(cluster: Cluster, before: Stage, signal: AbortSignal | undefined): Promise<void> {
  const now = await readMaterials(cluster, signal);
  if (now.turn?.next === before.materials.turn.next && now.turn?.signing === before.materials.turn.signing)
    return;
  throw kubeErrors.make('KUBE_PLAN_STALE', 'somebody else changed the TURN secret at the same time');
}
