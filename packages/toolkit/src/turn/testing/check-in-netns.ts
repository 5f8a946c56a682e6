import { fileURLToPath } from 'node:url';
import { run } from '../../base/index.ts';
import type { TurnCheckOptions, TurnReport } from '../index.ts';

/** The options that are plain JSON: all but functions and signals. */
export type PlainCheckOptions = Omit<TurnCheckOptions, 'now' | 'signal'>;

/** Runs the check in a process of its own inside a network namespace. */
export async function checkInNetns(
  namespace: string,
  urls: readonly string[],
  options: PlainCheckOptions,
): Promise<TurnReport> {
  const program = fileURLToPath(new URL('check-process.ts', import.meta.url));
  const { stdout } = await run('ip', ['netns', 'exec', namespace, process.execPath, program], {
    input: JSON.stringify({ urls, options }),
    timeoutMs: 60_000,
  });
  return JSON.parse(stdout) as TurnReport;
}
