import { resolve } from 'node:path';
import type { LoadedConfig } from '@stoa/toolkit/config';
import type { CommandContext } from './context.ts';
import { placeOf, type Place, type PlaceOptions } from './local-platform.ts';

/** Where a platform is: on a cluster, or in a state folder of this machine. */
export type Located =
  | { readonly on: 'cluster'; readonly loaded: LoadedConfig }
  | ({ readonly on: 'machine' } & Place);

/** For commands that serve both. A state folder needs no config. */
export async function locate(context: CommandContext, { file, stateDir }: PlaceOptions): Promise<Located> {
  const { cwd } = context.io;
  if (stateDir !== undefined) return { on: 'machine', baseDir: cwd, stateDir: resolve(cwd, stateDir) };
  const loaded = await context.loadConfig(file);
  if (loaded.platform.target.type === 'kubernetes') return { on: 'cluster', loaded };
  return { on: 'machine', ...placeOf(loaded) };
}
