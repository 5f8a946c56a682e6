import { completionScript, shells, type Shell } from '../completion/index.ts';
import { defineCommand } from '../command-spec.ts';

export const command = defineCommand({
  description: 'Prints the script that completes commands, options and their values in a shell.',
  arguments: [{ name: '<shell>', description: 'bash, zsh or fish', choices: shells }],
  examples: [
    { command: 'source <(stoa completion bash)', meaning: 'in ~/.bashrc' },
    { command: 'stoa completion zsh > "${fpath[1]}/_stoa"', meaning: 'once, for zsh' },
    { command: 'stoa completion fish > ~/.config/fish/completions/stoa.fish', meaning: 'once, for fish' },
  ],
  run: async (context, [shell]) => {
    const { commandTable } = await import('../command-table.ts');
    const script = await completionScript(shell as Shell, commandTable);
    context.print({ shell, script }, () => script);
  },
});
