import type { Cluster } from '@stoa/toolkit/cluster';
import type { KubeObject } from '@stoa/toolkit/kube';
import { preflight, type PreflightFinding, type PreflightReport } from '@stoa/toolkit/preflight';
import { cliErrors } from '../cli-errors.ts';
import type { OptionSpec } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';

export interface PreflightFlags {
  readonly preflight?: boolean;
}

export const preflightFlag: OptionSpec = {
  flags: '--no-preflight',
  description: 'apply without looking at the cluster first (see `stoa preflight`)',
};

export async function lookAt(
  { io }: CommandContext,
  { client, set }: Cluster,
  objects: readonly KubeObject[],
): Promise<PreflightReport> {
  return await preflight(client, objects, { namespace: set.namespace, signal: io.signal });
}

/** Stops before anything is changed when something will go wrong. @throws CLI_PREFLIGHT_FAILED */
export async function requirePreflight(
  context: CommandContext,
  cluster: Cluster,
  objects: readonly KubeObject[],
): Promise<void> {
  const report = await lookAt(context, cluster, objects);
  const findings = report.checks.flatMap((check) => check.findings);
  if (!report.ok) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    throw cliErrors.make(
      'CLI_PREFLIGHT_FAILED',
      ['the cluster is not ready for it:', ...errors.map(oneFinding)].join('\n'),
      {
        hint: 'mend it; all findings: stoa preflight; to apply all the same: --no-preflight',
        details: { findings: errors },
      },
    );
  }
  const { warnings } = report;
  if (warnings === 0) return;
  const message = `preflight: ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, no errors`;
  context.progress({ type: 'notice', level: 'info', message, hint: 'stoa preflight' });
}

function oneFinding({ object, message, hint }: PreflightFinding): string {
  return `${object === null ? '' : `${object}: `}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
