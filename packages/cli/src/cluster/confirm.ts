import { cliErrors } from '../cli-errors.ts';
import type { OptionSpec } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';

export const yesOption: OptionSpec = {
  flags: '--yes <name>',
  description: 'the platform’s name: confirms without asking',
};

/**
 * Lets the user type the platform’s name before something that cannot be undone.
 * @throws CLI_NEEDS_TERMINAL, CLI_USAGE when another name is given, CLI_INTERRUPTED
 */
export async function confirmByName(
  { io }: CommandContext,
  platform: string,
  what: string,
  yes: string | undefined,
): Promise<void> {
  if (yes === platform) return;
  if (yes !== undefined) {
    throw cliErrors.make('CLI_USAGE', `--yes ${yes} does not confirm it: the platform is ${platform}`);
  }
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw cliErrors.make(
      'CLI_NEEDS_TERMINAL',
      `${what}: this needs a confirmation, but there is no terminal`,
      {
        hint: `confirm it with --yes ${platform}`,
      },
    );
  }
  const { askName } = await import('../prompts.ts');
  await askName(what, platform);
}
