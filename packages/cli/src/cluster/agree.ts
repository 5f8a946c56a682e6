import type { Cluster, Prepared } from '@stoa/toolkit/cluster';
import { formatRef, type PlannedChange } from '@stoa/toolkit/kube';
import type { CommandContext } from '../context.ts';
import { confirmByName } from './confirm.ts';
import { formatSummary } from './plan-text.ts';

/** What happens between a plan and its apply: it is told, checked, and confirmed where data would be lost. */
export async function agree(
  context: CommandContext,
  { platform }: Pick<Cluster, 'platform'>,
  prepared: Prepared,
  yes: string | undefined,
): Promise<void> {
  for (const message of prepared.notes) context.progress({ type: 'notice', level: 'info', message });
  context.progress({ type: 'notice', level: 'info', message: `plan: ${formatSummary(prepared.plan)}` });
  await confirmLoss(context, prepared.plan.changes, platform.name, yes);
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
