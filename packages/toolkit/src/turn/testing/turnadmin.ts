import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run, sleep } from '../../base/index.ts';
import { testRealm, type Coturn } from './coturn.ts';

/**
 * Runs turnadmin on a server's database, for its realm. Tried again while the server holds the database, which
 * turnadmin only prints; the log file it insists on is deleted.
 */
export async function turnadmin(server: Coturn, ...args: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { stdout } = await run('turnadmin', [...args, '-r', testRealm, '-b', join(server.dir, 'turn.db')]);
    const log = /log file opened: (\S+)/.exec(stdout)?.[1];
    if (log) await rm(log, { force: true });
    if (!stdout.includes('ERROR')) return;
    await sleep(100);
  }
  throw new Error(`turnadmin ${args.join(' ')} does not get at the database`);
}
