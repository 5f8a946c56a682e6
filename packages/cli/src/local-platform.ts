import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadedConfig } from '@stoa/toolkit/config';
import { localTarget, type LocalOptions } from '@stoa/toolkit/local';
import { fileOption, type OptionSpec } from './command-spec.ts';
import type { CommandContext } from './context.ts';

export interface PlaceOptions {
  readonly file?: string;
  readonly stateDir?: string;
}

/** A platform can be stopped after its config was broken or lost. */
export const stateDirOption: OptionSpec = {
  flags: '--state-dir <folder>',
  description: 'state folder of the platform, when its config is not at hand',
  completes: 'folder',
};

export const placeOptions: readonly OptionSpec[] = [fileOption, stateDirOption];

/** Where a local platform keeps its state, as the functions of the local target take it. */
export interface Place {
  readonly baseDir: string;
  readonly stateDir: string;
}

/** @throws LOCAL_TARGET_OTHER when the platform is not for this machine */
export async function findPlace(context: CommandContext, { file, stateDir }: PlaceOptions): Promise<Place> {
  if (stateDir !== undefined) return { baseDir: context.io.cwd, stateDir: resolve(context.io.cwd, stateDir) };
  return placeOf(await context.loadConfig(file));
}

export function placeOf({ file, platform }: LoadedConfig): Place {
  return { baseDir: dirname(file), stateDir: localTarget(platform).stateDir };
}

const meet = fileURLToPath(new URL('../../meet/', import.meta.url));

/** Says it when the web app is not built: the platform then has an API, but no pages. */
export function localOptions(context: CommandContext, { file, platform }: LoadedConfig): LocalOptions {
  const webRoot = resolve(meet, 'web/dist');
  const built = existsSync(resolve(webRoot, 'index.html'));
  if (!built) {
    context.progress({
      type: 'notice',
      level: 'warn',
      message: 'the web app is not built: browsers will find no pages',
      hint: 'build it with: npm run build --workspace @stoa/meet',
    });
  }
  return {
    platform,
    baseDir: dirname(file),
    backendEntry: resolve(meet, 'server/start.ts'),
    webRoot: built ? webRoot : null,
    signal: context.io.signal,
  };
}
