import { preparePlatform } from '@stoa/toolkit/cluster';
import { planFlags, planOptions, type PlanFlags } from '../cluster/apply-options.ts';
import { formatChanges } from '../cluster/plan-text.ts';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import { toResult } from './plan.ts';

export const command = defineCommand<ClusterOptions & PlanFlags>({
  description:
    'Prints only the differences between config and cluster, and nothing when there are none. The exit code is 1 when there are, as that of kubectl diff; a bug, otherwise 1, is 70 here.',
  options: [...clusterOptions, ...planFlags],
  examples: [
    { command: 'stoa diff', meaning: 'what is different' },
    { command: 'stoa diff > /dev/null || echo different', meaning: 'in a script' },
  ],
  failureCode: (exitCode) => (exitCode === 1 ? 70 : exitCode),
  run: async (context, _args, options) =>
    await withCluster(context, options, async (cluster) => {
      const prepared = await preparePlatform(cluster, planOptions(context, options));
      const result = toResult(prepared, cluster.platform.name, null);
      const changes = result.changes.filter(({ action }) => action !== 'unchanged' && action !== 'protected');
      context.print({ ...result, changes }, () => formatChanges(changes, context.paint));
      return changes.length > 0 ? 1 : 0;
    }),
});
