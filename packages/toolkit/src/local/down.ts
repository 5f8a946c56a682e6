import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommand, step, streamEvents, type Emit, type ProgressEvent } from '../base/index.ts';
import { withLock } from './lock.ts';
import { removeNetwork } from './network.ts';
import { ownNames, statePaths, type StatePaths } from './state-paths.ts';
import { readState, writeState } from './state.ts';
import { orphansMessage, removeRunFiles, stopEverything } from './stop.ts';

export interface DownOptions {
  readonly baseDir: string;
  /** `target.stateDir` of the config. */
  readonly stateDir: string;
  /** Removes secrets, CA, data, logs and evidence, too. */
  readonly purge?: boolean;
}

export interface DownReport {
  readonly wasRunning: boolean;
  readonly stopped: readonly string[];
  /** Interface that was removed. */
  readonly interface: string | null;
  readonly purged: boolean;
}

/**
 * Stops the platform and removes its processes, interface and generated files. Secrets, CA, data, logs and evidence
 * stay unless purged.
 * @throws LOCAL_LOCKED, LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN, LOCAL_STOP_FAILED
 */
export function downLocal(options: DownOptions): AsyncGenerator<ProgressEvent, DownReport, void> {
  return streamEvents(async (emit) => {
    const paths = statePaths(options.baseDir, options.stateDir);
    const nothing = { wasRunning: false, stopped: [], interface: null, purged: false };
    if (!existsSync(paths.root)) return nothing;
    return await withLock(paths, 'down', () => takeDown(paths, options.purge ?? false, emit));
  });
}

async function takeDown(paths: StatePaths, purge: boolean, emit: Emit<ProgressEvent>): Promise<DownReport> {
  const state = await readState(paths);
  const { stopped, orphans } = await step(
    emit,
    'stop',
    'stop components',
    () => stopEverything(paths),
    (result) => (result.stopped.length > 0 ? result.stopped.join(', ') : 'nothing was running'),
  );
  if (orphans !== null) emit({ type: 'notice', level: 'warn', message: orphansMessage(orphans) });
  await removeRunFiles(paths);
  const network = state?.network ?? null;
  const removed = network && (await removeNetwork((await findCommand('ip')) ?? 'ip', network));
  if (state) await writeState(paths, { ...state, network: null, deployment: null });
  if (purge) await purgeState(paths);
  return {
    wasRunning: stopped.length > 0,
    stopped,
    interface: removed ? network.interface : null,
    purged: purge,
  };
}

/** Only what is Stoa's own; the folder itself only when nothing else is in it. */
async function purgeState(paths: StatePaths): Promise<void> {
  await Promise.all(ownNames.map((name) => rm(join(paths.root, name), { recursive: true, force: true })));
  await rmdir(paths.root).catch(() => {});
}
