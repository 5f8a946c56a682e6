import { downLocal, type DownReport } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';

export const command = defineCommand<PlaceOptions & { readonly purge?: boolean }>({
  description:
    'Stops the platform on this machine. Secrets, CA, rooms, logs and evidence stay in the state folder unless purged.',
  options: [
    ...placeOptions,
    { flags: '--purge', description: 'remove secrets, CA, rooms, logs and evidence as well' },
  ],
  examples: [
    { command: 'stoa down', meaning: 'stop the platform in this folder' },
    { command: 'stoa down --state-dir .stoa --purge', meaning: 'without its config, and leave nothing' },
  ],
  run: async (context, _args, { purge, ...place }) => {
    const { baseDir, stateDir } = await findPlace(context, place);
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
