import { messageOf, sleep } from '../../base/index.ts';
import { localErrors } from '../local-errors.ts';
import { logTail } from '../log-tail.ts';
import type { ComponentSpec } from '../model.ts';
import { isAlive } from '../process-info.ts';
import { readRunState, type ComponentRun } from '../run-state.ts';
import type { StatePaths } from '../state-paths.ts';
import { probeComponent, type ProbeContext } from './probe.ts';

export interface ReadyOptions extends ProbeContext {
  readonly paths: StatePaths;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** At a first start, one crash is the end of it; a platform that runs already may be recovering. */
  readonly failOnExit: boolean;
}

const intervalMs = 50;

/**
 * Waits until the component answers its probe.
 * @throws LOCAL_COMPONENT_DIED, LOCAL_NOT_READY (both with its last log lines), LOCAL_SUPERVISOR_FAILED, BASE_ABORTED
 */
export async function awaitReady(spec: ComponentSpec, options: ReadyOptions): Promise<void> {
  const end = performance.now() + options.deadlineMs;
  for (;;) {
    const why = await probeComponent(spec.probe, options).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
    const run = await assertRuns(spec, options);
    // Something else could answer for a component that is down.
    if (why === undefined && run.state === 'running') return;
    if (performance.now() > end) throw await notReady(spec, options, why ?? `it is in state ${run.state}`);
    await sleep(intervalMs, options.signal);
  }
}

async function assertRuns(spec: ComponentSpec, options: ReadyOptions): Promise<ComponentRun> {
  const run = await readRunState(options.paths);
  const component = run?.components.find(({ name }) => name === spec.name);
  if (!run || !component || !(await isAlive(run.supervisor))) {
    throw localErrors.make(
      'LOCAL_SUPERVISOR_FAILED',
      'the supervisor ended while the platform was starting',
      {
        hint: `its log is in ${options.paths.logs}`,
      },
    );
  }
  if (options.failOnExit && component.lastExit) throw await died(spec, options.paths, component.lastExit);
  return component;
}

async function died(
  spec: ComponentSpec,
  paths: StatePaths,
  exit: NonNullable<ComponentRun['lastExit']>,
): Promise<Error> {
  const how = exit.signal ?? (exit.code === null ? 'it could not be started' : `exit code ${exit.code}`);
  return withLog(
    'LOCAL_COMPONENT_DIED',
    `${spec.name} ended while the platform was starting (${how})`,
    spec,
    paths,
  );
}

async function notReady(spec: ComponentSpec, options: ReadyOptions, why: string): Promise<Error> {
  const message = `${spec.name} was not ready within ${Math.round(options.deadlineMs / 1000)} s: ${why}`;
  return withLog('LOCAL_NOT_READY', message, spec, options.paths);
}

async function withLog(
  code: 'LOCAL_COMPONENT_DIED' | 'LOCAL_NOT_READY',
  message: string,
  spec: ComponentSpec,
  paths: StatePaths,
): Promise<Error> {
  const lines = await logTail(paths, spec.name, 12);
  const text = lines.map((line) => `  ${line}`).join('\n');
  return localErrors.make(code, lines.length > 0 ? `${message}; its last log lines:\n${text}` : message, {
    hint: `the whole log: stoa logs ${spec.name}`,
    details: { component: spec.name, log: lines },
  });
}
