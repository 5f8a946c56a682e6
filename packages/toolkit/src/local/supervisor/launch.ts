import { z } from 'zod';
import { writeFileAtomic } from '../../base/index.ts';
import type { ComponentSpec, Secrets } from '../model.ts';
import { readStateFile } from '../state.ts';

/** What the supervisor is started with: `launch.json` (0600). Written and read by the same version of Stoa. */
export interface Launch {
  readonly schema: 'stoa.local.launch/v1';
  readonly platform: string;
  readonly planHash: string;
  readonly components: readonly ComponentSpec[];
  readonly runFile: string;
  readonly logsDir: string;
  readonly caFile: string;
  /** Path of setpriv (util-linux): with it, components end with the supervisor even if that is killed. */
  readonly setpriv: string | null;
  /** For probes, and masked in the logs. */
  readonly secrets: Secrets;
}

/** Only its version is checked: the plan that it was written from had the types already. */
const launchSchema = z.custom<Launch>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === 'stoa.local.launch/v1',
);

export async function writeLaunch(path: string, launch: Launch): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(launch, null, 2)}\n`);
}

/** Undefined when there is none. @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN, LOCAL_STATE_DENIED */
export async function readLaunch(path: string): Promise<Launch | undefined> {
  return await readStateFile(path, launchSchema, 'stoa.local.launch/');
}
