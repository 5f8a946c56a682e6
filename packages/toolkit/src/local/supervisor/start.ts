import { spawn } from 'node:child_process';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../base/index.ts';
import { localErrors } from '../local-errors.ts';
import type { ProcessId } from '../process-info.ts';
import { readRunState } from '../run-state.ts';
import type { StatePaths } from '../state-paths.ts';
import { writeLaunch, type Launch } from './launch.ts';
import { supervisorLog } from './supervisor.ts';

/** A machine at its limits takes its time to start a process; one that fails says so at once. */
const reportMs = 30_000;

const program = fileURLToPath(new URL('../supervisor-main.ts', import.meta.url));

/**
 * Starts the supervisor as a process that outlives this one, and waits until it has recorded itself.
 * @throws LOCAL_SUPERVISOR_FAILED
 */
export async function startSupervisor(node: string, paths: StatePaths, launch: Launch): Promise<ProcessId> {
  await writeLaunch(paths.launch, launch);
  mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
  const log = openSync(join(paths.logs, `${supervisorLog}.log`), 'a', 0o600);
  const { PATH = '', TZ } = process.env;
  const child = spawn(node, [program, paths.launch], {
    cwd: paths.root,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH, LANG: 'C.UTF-8', ...(TZ === undefined ? {} : { TZ }) },
  });
  closeSync(log);
  const ended: string[] = [];
  child.once('error', (error) => ended.push(error.message));
  child.once('exit', (code, signal) => ended.push(`it ended (${signal ?? `exit code ${code}`})`));
  child.unref();
  const end = performance.now() + reportMs;
  while (ended.length === 0 && performance.now() < end) {
    await sleep(20);
    const run = await readRunState(paths);
    if (run && run.supervisor.pid === child.pid) return run.supervisor;
  }
  child.kill('SIGKILL');
  const why = ended[0] ?? `it did not report within ${reportMs / 1_000} s`;
  throw localErrors.make('LOCAL_SUPERVISOR_FAILED', `the supervisor did not start: ${why}`, {
    hint: `its log is ${join(paths.logs, `${supervisorLog}.log`)}`,
  });
}
