import { resolve } from 'node:path';
import {
  applyPlatform,
  applyPrepared,
  readPlan,
  type ApplyPlatformResult,
  type Cluster,
} from '@stoa/toolkit/cluster';
import { summarize, type PlanSummary } from '@stoa/toolkit/kube';
import { agree, type AgreeFlags } from '../cluster/agree.ts';
import {
  applyOptions,
  planFlags,
  waitFlags,
  type PlanFlags,
  type WaitFlags,
} from '../cluster/apply-options.ts';
import { asProgress } from '../cluster/apply-progress.ts';
import { yesOption } from '../cluster/confirm.ts';
import { preflightFlag } from '../cluster/preflight-cluster.ts';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { formatMs } from '../printers/index.ts';

export interface ApplyFlags extends PlanFlags, WaitFlags, AgreeFlags {}

interface Options extends ClusterOptions, ApplyFlags {
  readonly plan?: string;
}

/** What `stoa apply` and `stoa rollback` print. */
export interface ApplyOutcome {
  readonly platform: string;
  readonly namespace: string;
  /** Of the history; it is in place now. */
  readonly revision: number;
  readonly summary: PlanSummary;
  readonly changed: number;
  readonly deleted: number;
  /** Everything was waited for until it was ready. */
  readonly waited: boolean;
  readonly ms: number;
}

export const command = defineCommand<Options>({
  description:
    'Makes the cluster be as the config says, waits until everything is ready, and keeps the revision in the history. Killed at any point, the same command carries on. What does not become ready in time is explained: the reason, the event, the last log lines; the exit code is 3.',
  options: [
    ...clusterOptions,
    {
      flags: '--plan <path>',
      description: 'apply a plan that `stoa plan --out` kept, only if it is still true',
      completes: 'file',
    },
    ...waitFlags,
    ...planFlags,
    preflightFlag,
    yesOption,
  ],
  examples: [
    { command: 'stoa apply', meaning: 'the platform of this folder' },
    { command: 'stoa apply --plan roll.plan', meaning: 'exactly what was looked at' },
    { command: 'stoa apply --no-wait -o json', meaning: 'for another program, which looks itself' },
  ],
  run: async (context, _args, options) => {
    await withCluster(context, options, async (cluster) => {
      const result =
        options.plan === undefined
          ? await applyConfig(context, cluster, options)
          : await applyFile(context, cluster, options, resolve(context.io.cwd, options.plan));
      context.print(result, () => describeApply(result, 'applied'));
    });
  },
});

/** Plans, agrees and applies; also the middle of `stoa up` and `stoa turn rotate`. */
export async function applyConfig(
  context: CommandContext,
  cluster: Cluster,
  flags: ApplyFlags,
  more: { readonly rotateTurn?: boolean; readonly note?: string } = {},
): Promise<ApplyOutcome> {
  const { name } = cluster.platform;
  const stream = applyPlatform(cluster, {
    ...applyOptions(context, cluster, flags),
    ...more,
    agree: (prepared) => agree(context, cluster, prepared, flags),
  });
  return toOutcome(name, cluster, flags, await context.follow(asProgress(stream)));
}

async function applyFile(context: CommandContext, cluster: Cluster, flags: ApplyFlags, path: string) {
  const { prepared, wish } = await readPlan(path, cluster);
  await agree(context, cluster, prepared, flags);
  // The plan was checked in full, creations included, so it is compared with one that is, too.
  const stream = applyPrepared(cluster, prepared, {
    ...applyOptions(context, cluster, { ...flags, ...wish }),
    checkCreates: true,
  });
  const applied = await context.follow(asProgress(stream));
  return toOutcome(cluster.platform.name, cluster, flags, applied);
}

export function toOutcome(
  platform: string,
  { set }: Pick<Cluster, 'set'>,
  { wait }: WaitFlags,
  { revision, changed, deleted, ms, plan }: Omit<ApplyPlatformResult, 'prepared'>,
): ApplyOutcome {
  const { namespace } = set;
  return { platform, namespace, revision, summary: summarize(plan), changed, deleted, waited: wait, ms };
}

export function describeApply(outcome: ApplyOutcome, verb: string): string {
  const { platform, namespace, revision, changed, deleted, waited, ms } = outcome;
  const what = changed + deleted === 0 ? 'nothing to do' : `${changed} applied, ${deleted} deleted`;
  const ready = waited ? 'everything is ready' : 'not waited for';
  return `${verb} ${platform} in ${namespace}, revision ${revision}: ${what}, ${ready} (${formatMs(ms)})`;
}
