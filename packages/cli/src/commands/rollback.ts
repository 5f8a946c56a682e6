import { rollbackSet } from '@stoa/toolkit/kube';
import {
  applyOptions,
  planFlags,
  waitFlags,
  type PlanFlags,
  type WaitFlags,
} from '../cluster/apply-options.ts';
import { asProgress } from '../cluster/apply-progress.ts';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { cliErrors } from '../cli-errors.ts';
import { defineCommand } from '../command-spec.ts';
import { describeApply, toOutcome } from './apply.ts';

type Options = ClusterOptions & PlanFlags & WaitFlags;

export const command = defineCommand<Options>({
  description:
    'Goes back to an earlier revision: its objects are applied anew, as a revision of their own, with the secrets and certificates of then. The config stays as it is, so the next apply goes forward again.',
  arguments: [{ name: '[revision]', description: 'as `stoa history` lists it; default: the one before' }],
  options: [
    ...clusterOptions,
    ...waitFlags,
    ...planFlags.filter(({ flags }) => flags === '--force-conflicts'),
  ],
  examples: [
    { command: 'stoa rollback', meaning: 'to what was in place before' },
    { command: 'stoa rollback 7', meaning: 'to revision 7' },
  ],
  run: async (context, [revision], options) => {
    const target = revision === undefined ? undefined : toRevision(revision);
    await withCluster(context, options, async (cluster) => {
      const { client, set, platform } = cluster;
      const stream = rollbackSet(client, set, target, applyOptions(context, cluster, options));
      const outcome = toOutcome(platform.name, cluster, options, await context.follow(asProgress(stream)));
      context.print(outcome, () => describeApply(outcome, 'rolled back'));
    });
  },
});

function toRevision(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw cliErrors.make('CLI_USAGE', `${text} is not the number of a revision`, {
    hint: '`stoa history` lists what there is',
  });
}
