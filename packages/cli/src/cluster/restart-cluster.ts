import { restartPlatform, type ClusterRestart } from '@stoa/toolkit/cluster';
import type { LoadedConfig } from '@stoa/toolkit/config';
import { formatRef } from '@stoa/toolkit/kube';
import type { CommandContext } from '../context.ts';
import { formatMs } from '../printers/index.ts';
import { timeoutOf } from './apply-options.ts';
import { asProgress } from './apply-progress.ts';
import { withLoaded, type ClusterOptions } from './with-cluster.ts';

export interface Wanted {
  readonly components: readonly string[];
  readonly timeoutMs?: number;
}

export async function restartOnCluster(
  context: CommandContext,
  loaded: LoadedConfig,
  options: ClusterOptions,
  { components, timeoutMs }: Wanted,
): Promise<void> {
  const outcome = await withLoaded(context, loaded, options, (cluster) => {
    const limit = { timeoutMs: timeoutOf(cluster, timeoutMs), signal: context.io.signal };
    return context.follow(asProgress(restartPlatform(cluster, { components, ...limit })));
  });
  context.print(outcome, () => describe(outcome));
}

function describe({ restarted }: ClusterRestart): string {
  return restarted
    .map(({ ref, ms }) => `restarted ${formatRef(ref)}: new and ready (${formatMs(ms)})`)
    .join('\n');
}
