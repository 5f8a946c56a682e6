import { notApplied } from '@stoa/toolkit/cluster';
import { findDrift, printablePlan, summarize, type PlannedChange } from '@stoa/toolkit/kube';
import { formatChanges } from '../cluster/plan-text.ts';
import { clusterOptions, fileFlag, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';

/** What `stoa drift` prints. */
export interface DriftResult {
  readonly platform: string;
  readonly namespace: string;
  /** Objects that are not as they were applied. */
  readonly drifted: readonly Omit<PlannedChange, 'desired'>[];
}

export const command = defineCommand<ClusterOptions>({
  description:
    'Says what others changed on the cluster since the last apply, and who, whatever the config says now. The exit code is 5 when something was.',
  options: clusterOptions,
  examples: [
    { command: 'stoa drift', meaning: 'did anybody edit the platform by hand?' },
    { command: 'stoa drift -o json', meaning: 'for a job that looks every night' },
  ],
  run: async (context, _args, options) =>
    await withCluster(context, options, async ({ client, set, platform }) => {
      const found = await findDrift(client, set, context.io.signal);
      if (!found) throw notApplied(platform.name, set.namespace);
      const { changes } = printablePlan({ ...found.plan, changes: found.drifted });
      const result: DriftResult = { platform: platform.name, namespace: set.namespace, drifted: changes };
      const of = summarize(found.plan);
      context.print(result, () => {
        if (changes.length === 0) return `nothing was changed by others: ${of.unchanged} objects as applied`;
        const end = `put it back with: stoa apply${fileFlag(options)}`;
        return `${formatChanges(changes, context.paint)}${changes.length} of ${found.plan.changes.length} objects are not as they were applied\n${end}`;
      });
      return changes.length > 0 ? 5 : 0;
    }),
});
