import { maskSecrets } from '@stoa/toolkit/config';
import { stringify } from 'yaml';
import { defineCommand, fileOption } from '../command-spec.ts';

export const command = defineCommand<{ file?: string }>({
  description: 'Prints the config with every default filled in and references resolved. Secrets are masked.',
  options: [fileOption],
  examples: [
    { command: 'stoa config show', meaning: 'the effective config as YAML' },
    { command: 'stoa config show -f prod.yaml -o json', meaning: 'the same as JSON' },
  ],
  run: async (context, _args, { file }) => {
    const { platform, secrets } = await context.loadConfig(file);
    const shown = maskSecrets(platform, secrets);
    context.print(shown, () => stringify(shown));
  },
});
