import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, writeFileAtomic } from '../base/index.ts';
import { localErrors } from './local-errors.ts';
import { ownNames, type StatePaths } from './state-paths.ts';

const missingPart = z.object({
  part: z.enum(['redis', 'janus', 'coturn']),
  program: z.string(),
  message: z.string(),
  cost: z.string(),
  command: z.string(),
});

/** What `up` found out and the CLI needs later. */
const deployment = z.object({
  mediaAddress: z.string(),
  urls: z.object({ https: z.array(z.string()), http: z.array(z.string()) }),
  missing: z.array(missingPart),
  startedAt: z.iso.datetime(),
});

export const stateSchema = z.object({
  schema: z.literal('stoa.local.state/v1'),
  platform: z.string(),
  /** The interface pair that Stoa made (never one that was there before); `down` removes it. */
  network: z.object({ interface: z.string(), address: z.string() }).nullable(),
  /** Null = stopped. */
  deployment: deployment.nullable(),
});

export type LocalState = z.infer<typeof stateSchema>;
export type Deployment = z.infer<typeof deployment>;

export function freshState(platform: string): LocalState {
  return { schema: 'stoa.local.state/v1', platform, network: null, deployment: null };
}

/**
 * The state of the platform, or undefined when the folder is new.
 * @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN; nothing is ever repaired by overwriting
 */
export async function readState(paths: StatePaths, platform?: string): Promise<LocalState | undefined> {
  const state = await readStateFile(paths.state, stateSchema, 'stoa.local.state/');
  if (!state) {
    await assertOwnFolder(paths);
    return undefined;
  }
  if (platform !== undefined && state.platform !== platform) {
    throw localErrors.make(
      'LOCAL_STATE_FOREIGN',
      `${paths.root} belongs to the platform "${state.platform}", not to "${platform}"`,
      { hint: `give this platform its own target.stateDir, or stop and remove the other one first` },
    );
  }
  return state;
}

export async function writeState(paths: StatePaths, state: LocalState): Promise<void> {
  await writeFileAtomic(paths.state, `${JSON.stringify(state, null, 2)}\n`);
}

/** Refuses folders that hold anything else, so that a mistyped stateDir does not mix with someone's files. */
async function assertOwnFolder(paths: StatePaths): Promise<void> {
  const names = await readdir(paths.root).catch(() => []);
  const foreign = names.filter((name) => !ownNames.includes(name));
  if (foreign.length === 0) return;
  throw localErrors.make(
    'LOCAL_STATE_FOREIGN',
    `${paths.root} has no state of Stoa's, but other files (${foreign.slice(0, 3).join(', ')})`,
    { hint: 'set target.stateDir to a folder of its own' },
  );
}

/**
 * Reads one of Stoa's own JSON files; undefined when it does not exist.
 * @param prefix what `schema` starts with in any version of that file
 * @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN, LOCAL_STATE_DENIED
 */
export async function readStateFile<T>(
  path: string,
  schema: z.ZodType<T>,
  prefix: string,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
  return parseStateFile(path, text, schema, prefix);
}

/** @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export function parseStateFile<T>(path: string, text: string, schema: z.ZodType<T>, prefix: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corruptFile(path, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const version = schemaOf(value);
  if (version === undefined || !version.startsWith(prefix)) {
    throw localErrors.make('LOCAL_STATE_FOREIGN', `${path} was not written by Stoa`, {
      hint: 'set target.stateDir to a folder of its own, or move that file away',
    });
  }
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw corruptFile(path, `${where}${issue?.message ?? 'unknown shape'} (${version})`, parsed.error);
}

function schemaOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return undefined;
  return typeof value.schema === 'string' ? value.schema : undefined;
}

/** @returns LOCAL_STATE_DENIED for the files of another user, else LOCAL_STATE_CORRUPT */
function unreadable(path: string, cause: unknown): Error {
  if ((cause as NodeJS.ErrnoException).code !== 'EACCES') return corruptFile(path, messageOf(cause), cause);
  return localErrors.make('LOCAL_STATE_DENIED', `${path} belongs to another user`, {
    hint: 'run the command as the user who started the platform, perhaps root',
    cause,
  });
}

export function corruptFile(path: string, why: string, cause: unknown): Error {
  return localErrors.make('LOCAL_STATE_CORRUPT', `${path} cannot be read: ${why}`, {
    hint: `if it was made by another version of Stoa, use that one to stop the platform; else make sure that nothing of it runs any more and delete ${path}`,
    cause,
  });
}
