import { planFlags, timeoutFlag } from '../cluster/apply-options.ts';
import { yesOption } from '../cluster/confirm.ts';
import { describeDestroy, destroyCluster } from '../cluster/destroy-cluster.ts';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';

interface Options extends ClusterOptions {
  readonly allowDataLoss?: boolean;
  readonly timeout?: number;
  readonly yes?: string;
}

export const command = defineCommand<Options>({
  description:
    'Deletes the platform from the cluster, once its name was typed. What may hold data (claims, Secrets with the platform’s secrets, namespaces) stays, and a later apply takes it up again.',
  options: [
    ...clusterOptions,
    timeoutFlag,
    ...planFlags.filter(({ flags }) => flags === '--allow-data-loss'),
    yesOption,
  ],
  examples: [
    { command: 'stoa destroy', meaning: 'all but what holds data' },
    { command: 'stoa destroy --allow-data-loss --yes calls', meaning: 'everything of the platform calls' },
  ],
  run: async (context, _args, { allowDataLoss = false, timeout, yes, ...options }) => {
    await withCluster(context, options, async (cluster) => {
      const outcome = await destroyCluster(context, cluster, { allowDataLoss, timeout, yes });
      context.print(outcome, () => describeDestroy(outcome));
    });
  },
});
