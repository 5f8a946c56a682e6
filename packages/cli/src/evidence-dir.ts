import { join, resolve } from 'node:path';
import { stateDirOf } from '@stoa/toolkit/config';
import type { OptionSpec } from './command-spec.ts';
import type { CommandContext } from './context.ts';

export interface EvidenceOptions {
  readonly file?: string;
  readonly dir?: string;
}

export const dirOption: OptionSpec = {
  flags: '--dir <folder>',
  description: 'folder with evidence files, instead of the platform’s own',
  completes: 'folder',
};

/** The folder where a platform's evidence lies. */
export async function evidenceDir(context: CommandContext, options: EvidenceOptions): Promise<string> {
  if (options.dir !== undefined) return resolve(context.io.cwd, options.dir);
  return join(stateDirOf(await context.loadConfig(options.file)), 'evidence');
}
