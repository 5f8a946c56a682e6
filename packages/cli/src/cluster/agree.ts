import type { Cluster, Prepared } from '@stoa/toolkit/cluster';
import { formatRef, obstacles, pendingChanges, type PlannedChange } from '@stoa/toolkit/kube';
import type { CommandContext } from '../context.ts';
import { confirmByName } from './confirm.ts';
import { requirePreflight, type PreflightFlags } from './preflight-cluster.ts';
import { formatSummary } from './plan-text.ts';

export interface AgreeFlags extends PreflightFlags {
  readonly yes?: string;
}

/** What happens between a plan and its apply: it is told, checked, and confirmed where data would be lost. */
export async function agree(
  context: CommandContext,
  cluster: Cluster,
  prepared: Prepared,
  { yes, preflight = true }: AgreeFlags,
): Promise<void> {
  const { plan, stages } = prepared;
  for (const message of prepared.notes) context.progress({ type: 'notice', level: 'info', message });
  context.progress({ type: 'notice', level: 'info', message: `plan: ${formatSummary(plan)}` });
  // What runs already, or cannot be applied anyway, needs no look.
  if (preflight && pendingChanges(plan).length > 0 && obstacles(plan).length === 0)
    await requirePreflight(context, cluster, stages.at(-1)?.objects ?? []);
  await confirmLoss(context, plan.changes, cluster.platform.name, yes);
}

/** Deletions that `--allow-data-loss` let into the plan say what they may lose. */
export async function confirmLoss(
  context: CommandContext,
  changes: readonly PlannedChange[],
  platform: string,
  yes: string | undefined,
): Promise<void> {
  const losses = changes.filter(({ action, notes }) => action === 'delete' && notes.length > 0);
  if (losses.length === 0) return;
  for (const { ref, notes } of losses) {
    const message = `${formatRef(ref)} is deleted: ${notes.join('; ')}`;
    context.progress({ type: 'notice', level: 'warn', message });
  }
  const what = `${losses.length} ${losses.length === 1 ? 'object that may hold data is' : 'objects that may hold data are'} deleted`;
  await confirmByName(context, platform, what, yes);
}
