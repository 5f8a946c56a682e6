import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import type { Daemon } from './daemon.ts';

export interface WaitOptions {
  readonly ms?: number;
  readonly stepMs?: number;
  /** Daemons without which it will never happen: when one ends, so does the wait. */
  readonly daemons?: readonly Daemon[];
}

/**
 * Repeats `check` until it gives something true; a check that throws is repeated too.
 * @throws Error with the reason and the daemons' last log lines
 */
export async function until<T>(
  what: string,
  check: () => Promise<T>,
  { ms = 60_000, stepMs = 25, daemons = [] }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    const dead = daemons.filter((daemon) => !daemon.running());
    if (dead.length > 0 || performance.now() > end) {
      const why =
        dead.length > 0 ? `${dead.map(({ name }) => name).join(', ')} ended` : `not within ${ms} ms`;
      const logs = await Promise.all((dead.length > 0 ? dead : daemons).map(lastLines));
      throw new Error([`${what}: ${why}`, ...logs].join('\n'), { cause: last });
    }
    await sleep(stepMs);
  }
}

async function lastLines({ name, log }: Daemon): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return `${name} wrote: ${text.trim().split('\n').slice(-8).join('\n')}`;
}
