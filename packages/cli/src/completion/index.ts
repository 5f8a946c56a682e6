import type { Entry } from '../command-entry.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completionModel } from './model.ts';
import { zshScript } from './zsh.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const writers = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** The completion script of a shell for all commands of a table. */
export async function completionScript(shell: Shell, table: readonly Entry[]): Promise<string> {
  return writers[shell](await completionModel(table));
}
