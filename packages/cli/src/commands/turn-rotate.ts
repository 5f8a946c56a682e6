import type { ClusterOptions } from '../cluster/with-cluster.ts';
import { clusterOptions, withCluster } from '../cluster/with-cluster.ts';
import { timeoutFlag, type WaitFlags } from '../cluster/apply-options.ts';
import { defineCommand } from '../command-spec.ts';
import { applyConfig, describeApply } from './apply.ts';

type Options = ClusterOptions & Pick<WaitFlags, 'timeout'>;

export const command = defineCommand<Options>({
  description:
    'Gives the platform on a cluster a new TURN secret while calls go on: first the relays accept both, then session backends sign with the new one. The old one is forgotten by the first apply after the last credentials made with it have expired. Relays are restarted one after the other, and each waits for its allocations to end.',
  options: [...clusterOptions, timeoutFlag],
  examples: [{ command: 'stoa turn rotate', meaning: 'the platform of this folder' }],
  run: async (context, _args, options) => {
    await withCluster(context, options, async (cluster) => {
      const flags = { wait: true, timeout: options.timeout };
      const outcome = await applyConfig(context, cluster, flags, {
        rotateTurn: true,
        note: 'new TURN secret',
      });
      context.print(outcome, () => describeApply(outcome, 'changed the TURN secret of'));
    });
  },
});
