import { dirname, resolve } from 'node:path';
import { hostname, userInfo } from 'node:os';
import { openCluster, type Cluster } from '@stoa/toolkit/cluster';
import type { LoadedConfig } from '@stoa/toolkit/config';
import { fileOption, type OptionSpec } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';

export interface ClusterOptions {
  readonly file?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Which cluster: the config may say it, these go before. */
export const accessOptions: readonly OptionSpec[] = [
  {
    flags: '--kubeconfig <path>',
    description: 'kubeconfig of the cluster, instead of the config’s; default: as kubectl finds it',
    completes: 'file',
  },
  { flags: '--context <name>', description: 'context of the kubeconfig, instead of the config’s' },
];

export const clusterOptions: readonly OptionSpec[] = [fileOption, ...accessOptions];

/** Loads the config, opens its cluster for the work, and closes it after. */
export async function withCluster<T>(
  context: CommandContext,
  options: ClusterOptions,
  work: (cluster: Cluster, loaded: LoadedConfig) => Promise<T>,
): Promise<T> {
  const loaded = await context.loadConfig(options.file);
  return await withLoaded(context, loaded, options, (cluster) => work(cluster, loaded));
}

/** As `withCluster`, for commands that have loaded the config already. */
export async function withLoaded<T>(
  { io }: CommandContext,
  { file, platform }: LoadedConfig,
  options: ClusterOptions,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster({
    platform,
    baseDir: dirname(file),
    env: io.env,
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: resolve(io.cwd, options.kubeconfig) }),
    ...(options.context === undefined ? {} : { context: options.context }),
  });
  try {
    return await work(cluster);
  } finally {
    cluster.close();
  }
}

/** Who applies, for the history. */
export function applicant(): string {
  return `${userName()}@${hostname()}`;
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** ` -f stoa.yaml`, for commands that a text names. */
export function fileFlag({ file }: ClusterOptions): string {
  return file === undefined ? '' : ` -f ${file}`;
}
