import type { Cluster } from '@stoa/toolkit/cluster';
import { destroySet, formatRef, planDestroy, type ObjectRef, type PlannedChange } from '@stoa/toolkit/kube';
import type { CommandContext } from '../context.ts';
import { timeoutOf } from './apply-options.ts';
import { asProgress } from './apply-progress.ts';
import { confirmByName } from './confirm.ts';

export interface DestroyFlags {
  readonly allowDataLoss: boolean;
  readonly timeout?: number | undefined;
  readonly yes?: string | undefined;
}

/** What `stoa destroy`, and `stoa down` on a cluster, print. */
export interface DestroyOutcome {
  readonly platform: string;
  readonly namespace: string;
  readonly deleted: number;
  /** What stays because it may hold data. */
  readonly kept: readonly ObjectRef[];
}

/** Deletes a platform from its cluster once its name was typed. */
export async function destroyCluster(
  context: CommandContext,
  cluster: Cluster,
  { allowDataLoss, timeout, yes }: DestroyFlags,
): Promise<DestroyOutcome> {
  const { client, set, platform } = cluster;
  const { signal } = context.io;
  const base = { platform: platform.name, namespace: set.namespace };
  const changes = await planDestroy(client, set, { allowDataLoss, signal });
  if (changes.length === 0) return { ...base, deleted: 0, kept: [] };
  await confirmByName(context, platform.name, sentence(changes, set.namespace), yes);
  const options = { allowDataLoss, timeoutMs: timeoutOf(cluster, timeout), signal };
  const { deleted, kept } = await context.follow(asProgress(destroySet(client, set, options)));
  return { ...base, deleted, kept };
}

function sentence(changes: readonly PlannedChange[], namespace: string): string {
  const gone = changes.filter(({ action }) => action === 'delete');
  const losses = gone.filter(({ notes }) => notes.length > 0).length;
  const loss = losses === 0 ? ', none of which holds data' : `, ${losses} of which may hold data`;
  return `${gone.length} objects of ${namespace} are deleted${loss}`;
}

export function describeDestroy({ platform, namespace, deleted, kept }: DestroyOutcome): string {
  if (deleted === 0 && kept.length === 0) return `nothing of ${platform} is in ${namespace}`;
  const lines = [`deleted ${deleted} objects of ${platform}`];
  if (kept.length > 0) {
    lines.push('kept, since they may hold data:');
    for (const ref of kept) lines.push(`  ${formatRef(ref)}`);
    lines.push('delete them as well with: stoa destroy --allow-data-loss');
  }
  return lines.join('\n');
}
