import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../../base/index.ts';
import type { ComponentSpec, Secrets } from '../model.ts';

/** What the supervisor is started with: `launch.json` (0600). Written and read by the same version of Stoa. */
export interface Launch {
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

export async function writeLaunch(path: string, launch: Launch): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(launch, null, 2)}\n`);
}

/** Undefined when there is none. */
export async function readLaunch(path: string): Promise<Launch | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Launch;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
