import { completionScript, shells, type Shell } from '../completion/index.ts';
import type { Entry } from '../command-entry.ts';
import { defineCommand, type CommandSpec } from '../command-spec.ts';

/** Needs the table of which it is a part, to write all other commands into the script. */
export function completionCommand(table: readonly Entry[]): CommandSpec {
  return defineCommand({
    description: 'Prints the script that completes commands, options and their values in a shell.',
    arguments: [{ name: '<shell>', description: 'bash, zsh or fish', choices: shells }],
    examples: [
      { command: 'source <(stoa completion bash)', meaning: 'in ~/.bashrc' },
      { command: 'stoa completion zsh > "${fpath[1]}/_stoa"', meaning: 'once, for zsh' },
      { command: 'stoa completion fish > ~/.config/fish/completions/stoa.fish', meaning: 'once, for fish' },
    ],
    run: async (context, [shell]) => {
      const script = await completionScript(shell as Shell, table);
      context.print({ shell, script }, () => script);
    },
  });
}
