import { patienceMs, type Cluster } from '@stoa/toolkit/cluster';
import type { OptionSpec } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { parseDuration } from '../parse-values.ts';
import { applicant } from './with-cluster.ts';

export interface PlanFlags {
  readonly forceConflicts?: boolean;
  readonly allowDataLoss?: boolean;
}

export interface WaitFlags {
  readonly wait: boolean;
  /** Milliseconds; default: see `timeoutOf`. */
  readonly timeout?: number | undefined;
}

export const planFlags: readonly OptionSpec[] = [
  { flags: '--force-conflicts', description: 'take fields that other managers own' },
  {
    flags: '--allow-data-loss',
    description: 'also delete what may hold data and is no longer wanted (claims, Secrets, namespaces)',
  },
];

/** For commands that always wait. */
export const timeoutFlag: OptionSpec = {
  flags: '--timeout <time>',
  description:
    'how long readiness, and what is to be deleted, are waited for; default: 10 min and the longest drain of the config',
  parse: parseDuration,
};

export const waitFlags: readonly OptionSpec[] = [
  { flags: '--no-wait', description: 'do not wait until everything is ready' },
  timeoutFlag,
];

export function planOptions({ io }: CommandContext, flags: PlanFlags) {
  return {
    forceConflicts: flags.forceConflicts ?? false,
    allowDataLoss: flags.allowDataLoss ?? false,
    signal: io.signal,
  };
}

/** Milliseconds that one step may take. */
export function timeoutOf({ platform }: Pick<Cluster, 'platform'>, timeout: number | undefined): number {
  return timeout ?? patienceMs(platform);
}

export function applyOptions(
  context: CommandContext,
  cluster: Pick<Cluster, 'platform'>,
  flags: PlanFlags & WaitFlags,
) {
  return {
    ...planOptions(context, flags),
    wait: flags.wait,
    timeoutMs: timeoutOf(cluster, flags.timeout),
    by: applicant(),
  };
}
