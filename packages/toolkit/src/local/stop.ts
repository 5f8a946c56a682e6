import { rm } from 'node:fs/promises';
import { localErrors } from './local-errors.ts';
import { endProcess, isAlive, signalProcess, waitForExit, type ProcessId } from './process-info.ts';
import { readRunState, survivors, type RunState } from './run-state.ts';
import type { StatePaths } from './state-paths.ts';

/** What a supervisor left in `run.json`, held against the processes that there are. */
export type Running =
  | { readonly kind: 'none' }
  | { readonly kind: 'supervised'; readonly run: RunState }
  /** The supervisor was killed; `orphans` are its components that still run. */
  | { readonly kind: 'orphaned'; readonly run: RunState; readonly orphans: readonly ProcessId[] };

export interface StopResult {
  /** Names of the components that ran, or were meant to. */
  readonly stopped: readonly string[];
  /** Processes that a killed supervisor left; null when it was not killed. */
  readonly orphans: number | null;
}

/** Longer than all deadlines of the components one after the other. */
const supervisorTimeoutMs = 45_000;

/** @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export async function findRunning(paths: StatePaths): Promise<Running> {
  const run = await readRunState(paths);
  if (!run) return { kind: 'none' };
  if (await isAlive(run.supervisor)) return { kind: 'supervised', run };
  return { kind: 'orphaned', run, orphans: await survivors(run) };
}

/** Ends the supervisor and everything that it recorded. @throws LOCAL_STOP_FAILED */
export async function stopEverything(paths: StatePaths): Promise<StopResult> {
  const running = await findRunning(paths);
  if (running.kind === 'none') return { stopped: [], orphans: null };
  const { run } = running;
  if (running.kind === 'supervised') {
    await signalProcess(run.supervisor, 'SIGTERM');
    if (!(await waitForExit(run.supervisor, supervisorTimeoutMs))) await endProcess(run.supervisor, 0);
  }
  // Read anew: the supervisor may have started something after the first look.
  const last = (await readRunState(paths)) ?? run;
  const left = await survivors(last);
  const ended = await Promise.all(left.map((id) => endProcess(id, 10_000)));
  const alive = left.filter((_, index) => !ended[index]);
  if (await isAlive(run.supervisor)) alive.push(run.supervisor);
  if (alive.length > 0) {
    const pids = alive.map(({ pid }) => pid);
    throw localErrors.make('LOCAL_STOP_FAILED', `these processes could not be ended: ${pids.join(', ')}`, {
      hint: 'they may wait for a disk, or belong to another user: run the command as that user',
    });
  }
  await rm(paths.run, { force: true });
  return {
    stopped: run.components.map(({ name }) => name),
    orphans: running.kind === 'orphaned' ? running.orphans.length : null,
  };
}

/** What `up` and `down` say when they find no supervisor, but its record. */
export function orphansMessage(orphans: number): string {
  const left = orphans === 0 ? 'it left no processes' : `${orphans} processes that it left are stopped`;
  return `the supervisor was killed; ${left}`;
}

/** Removes what exists only while the platform runs. */
export async function removeRunFiles(paths: StatePaths): Promise<void> {
  await Promise.all(
    [paths.run, paths.launch, paths.config].map((path) => rm(path, { recursive: true, force: true })),
  );
}
