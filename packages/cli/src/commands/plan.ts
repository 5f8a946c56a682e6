import { resolve } from 'node:path';
import { preparePlatform, writePlan, type Prepared } from '@stoa/toolkit/cluster';
import {
  obstacles,
  pendingChanges,
  printablePlan,
  summarize,
  type PlannedChange,
  type PlanSummary,
} from '@stoa/toolkit/kube';
import { planFlags, planOptions, type PlanFlags } from '../cluster/apply-options.ts';
import { formatChanges, formatSummary } from '../cluster/plan-text.ts';
import { clusterOptions, fileFlag, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';

interface Options extends ClusterOptions, PlanFlags {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** What `stoa plan` prints, without what is to be sent. */
export interface PlanResult {
  readonly platform: string;
  readonly namespace: string;
  readonly server: string;
  readonly summary: PlanSummary;
  readonly changes: readonly Omit<PlannedChange, 'desired'>[];
  /** What is renewed or goes in steps. */
  readonly notes: readonly string[];
  /** Where the plan is kept. */
  readonly file: string | null;
}

export const command = defineCommand<Options>({
  description:
    'Says what an apply would change on the cluster, field by field, and changes nothing. Changes that others made since the last apply are marked as drift; values of secrets are masked. The exit code is 3 when the plan cannot be applied (conflicts, foreign objects, fields that cannot change). With --detailed-exitcode it is 0 for nothing to do and 2 for changes; a wrong config or command line, otherwise 2, is 1 then.',
  options: [
    ...clusterOptions,
    ...planFlags,
    {
      flags: '--out <path>',
      description: 'keep the plan for `stoa apply --plan`; the file holds secrets (mode 0600)',
      completes: 'file',
    },
    { flags: '--detailed-exitcode', description: '0: nothing to do, 2: changes, else a failure' },
  ],
  formats: ['wide'],
  examples: [
    { command: 'stoa plan', meaning: 'the platform of this folder' },
    {
      command: 'stoa plan --out roll.plan && stoa apply --plan roll.plan',
      meaning: 'apply what was looked at',
    },
    { command: 'stoa plan --detailed-exitcode -o json', meaning: 'for a pipeline' },
  ],
  failureCode: (exitCode, { detailedExitcode }) => (detailedExitcode && exitCode === 2 ? 1 : exitCode),
  run: async (context, _args, options) =>
    await withCluster(context, options, async (cluster) => {
      const { signal, ...wish } = planOptions(context, options);
      const prepared = await preparePlatform(cluster, { ...wish, signal });
      const file = options.out === undefined ? null : resolve(context.io.cwd, options.out);
      if (file !== null) await writePlan(file, prepared, wish);
      const result = toResult(prepared, cluster.platform.name, file);
      context.print(result, () => describe(context, prepared, result, options));
      if (obstacles(prepared.plan).length > 0) return 3;
      return options.detailedExitcode && pendingChanges(prepared.plan).length > 0 ? 2 : 0;
    }),
});

export function toResult({ plan, notes }: Prepared, platform: string, file: string | null): PlanResult {
  const { server, set, changes } = printablePlan(plan);
  return { platform, namespace: set.namespace, server, summary: summarize(plan), changes, notes, file };
}

function describe(context: CommandContext, { plan, notes }: Prepared, result: PlanResult, options: Options) {
  const { paint, format } = context;
  const flag = fileFlag(options);
  const lines = [formatChanges(plan.changes, paint, { unchanged: format === 'wide' })];
  for (const note of notes) lines.push(`note: ${note}\n`);
  if (pendingChanges(plan).length === 0 && obstacles(plan).length === 0) lines.push('nothing to do: ');
  lines.push(`${formatSummary(plan)}\n`);
  if (result.file !== null) lines.push(`apply it with: stoa apply${flag} --plan ${result.file}\n`);
  return lines.join('');
}
