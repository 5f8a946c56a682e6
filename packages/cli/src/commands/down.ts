import { downLocal, type DownReport } from '@stoa/toolkit/local';
import { timeoutFlag } from '../cluster/apply-options.ts';
import { yesOption } from '../cluster/confirm.ts';
import { describeDestroy, destroyCluster } from '../cluster/destroy-cluster.ts';
import { accessOptions, withLoaded } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import { placeOptions, type PlaceOptions } from '../local-platform.ts';
import { locate } from '../locate.ts';

interface Options extends PlaceOptions {
  readonly purge?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly timeout?: number;
  readonly yes?: string;
}

export const command = defineCommand<Options>({
  description:
    'Stops the platform on this machine. Secrets, CA, rooms, logs and evidence stay in the state folder unless purged. On a cluster it is `stoa destroy`: what may hold data stays unless purged.',
  options: [
    ...placeOptions,
    { flags: '--purge', description: 'remove secrets, CA, rooms, logs and evidence as well' },
    ...accessOptions,
    timeoutFlag,
    { ...yesOption, description: `${yesOption.description}; needed on clusters` },
  ],
  examples: [
    { command: 'stoa down', meaning: 'stop the platform in this folder' },
    { command: 'stoa down --state-dir .stoa --purge', meaning: 'without its config, and leave nothing' },
  ],
  run: async (context, _args, { purge, timeout, yes, ...place }) => {
    const found = await locate(context, place);
    if (found.on === 'cluster') {
      await withLoaded(context, found.loaded, place, async (cluster) => {
        const flags = { allowDataLoss: purge ?? false, timeout, yes };
        const outcome = await destroyCluster(context, cluster, flags);
        context.print(outcome, () => describeDestroy(outcome));
      });
      return;
    }
    const { baseDir, stateDir } = found;
    const report = await context.follow(downLocal({ baseDir, stateDir, purge: purge ?? false }));
    context.print(report, () => describe(report));
  },
});

function describe({ wasRunning, stopped, interface: name, purged }: DownReport): string {
  const lines = [wasRunning ? `stopped ${stopped.join(', ')}` : 'nothing was running'];
  if (name !== null) lines.push(`removed the interface ${name}`);
  if (purged) lines.push('removed the state folder');
  return lines.join('\n');
}
