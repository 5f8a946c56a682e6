import { sleep, step, streamEvents, type Emit, type ProgressEvent } from '../base/index.ts';
import { listEvidence } from '../evidence/index.ts';
import { localErrors } from './local-errors.ts';
import { withLock } from './lock.ts';
import type { ComponentSpec } from './model.ts';
import { signalProcess, waitForExit, type ProcessId } from './process-info.ts';
import { awaitReady, probeComponent, type ProbeContext } from './readiness/index.ts';
import { readCa } from './report.ts';
import { readRunState } from './run-state.ts';
import { statePaths, type StatePaths } from './state-paths.ts';
import { findRunning } from './stop.ts';
import { readLaunch } from './supervisor/index.ts';

export interface RestartOptions {
  readonly baseDir: string;
  /** `target.stateDir` of the config. */
  readonly stateDir: string;
  /** Names as `status` shows them; default: all session backends. */
  readonly components?: readonly string[];
  /** One after the other, each drained first and ready again before the next; default: all at once. */
  readonly rolling?: boolean;
  /** How long one component may take to end, and again to become ready, ms; default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface RestartedComponent {
  readonly name: string;
  /** From the signal until the process was gone: a session backend hands its participants over in this time. */
  readonly stopMs: number;
  /** From then until its probe was content again. */
  readonly startMs: number;
  readonly pid: number;
}

export interface RestartReport {
  readonly rolling: boolean;
  /** In the order of restarting. */
  readonly components: readonly RestartedComponent[];
  /** Evidence of drains that belong to this restart; show one with `stoa evidence show`. */
  readonly evidence: readonly { readonly id: string; readonly ok: boolean }[];
}

/** What a restart works with. */
interface Work {
  readonly paths: StatePaths;
  readonly specs: readonly ComponentSpec[];
  readonly context: ProbeContext;
  readonly rolling: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Restarts components of a running platform. The supervisor starts anew what ends.
 * @throws LOCAL_NOT_RUNNING, LOCAL_COMPONENT_UNKNOWN, LOCAL_RESTART_UNSAFE, LOCAL_STOP_FAILED, LOCAL_NOT_READY
 */
export function restartLocal(options: RestartOptions): AsyncGenerator<ProgressEvent, RestartReport, void> {
  return streamEvents(async (emit) => {
    const paths = statePaths(options.baseDir, options.stateDir);
    return await withLock(paths, 'restart', async () => {
      const startedAt = new Date();
      const work = await prepare(paths, options);
      const chosen = choose(work.specs, options.components);
      const components: RestartedComponent[] = [];
      if (work.rolling) {
        for (const spec of chosen) components.push(await restartOne(work, spec, emit));
      } else {
        components.push(...(await Promise.all(chosen.map((spec) => restartOne(work, spec, emit)))));
      }
      return { rolling: work.rolling, components, evidence: await evidenceSince(paths, startedAt) };
    });
  });
}

async function prepare(paths: StatePaths, options: RestartOptions): Promise<Work> {
  const running = await findRunning(paths);
  const launch = await readLaunch(paths.launch);
  if (running.kind !== 'supervised' || !launch) {
    throw localErrors.make('LOCAL_NOT_RUNNING', `no platform runs from ${paths.root}`, {
      hint: 'start it with: stoa up',
    });
  }
  return {
    paths,
    specs: launch.components,
    context: { secrets: launch.secrets, ca: await readCa(paths) },
    rolling: options.rolling ?? false,
    timeoutMs: options.timeoutMs ?? 60_000,
    signal: options.signal ?? new AbortController().signal,
  };
}

function choose(specs: readonly ComponentSpec[], names: readonly string[] | undefined): ComponentSpec[] {
  if (names === undefined || names.length === 0) return specs.filter(({ kind }) => kind === 'meet');
  return [...new Set(names)].map((name) => {
    const spec = specs.find((one) => one.name === name);
    if (spec) return spec;
    throw localErrors.make('LOCAL_COMPONENT_UNKNOWN', `there is no component "${name}"`, {
      hint: `choose from ${specs.map((one) => one.name).join(', ')}`,
    });
  });
}

async function restartOne(
  work: Work,
  spec: ComponentSpec,
  emit: Emit<ProgressEvent>,
): Promise<RestartedComponent> {
  const { paths, context, timeoutMs, signal, rolling } = work;
  const { name } = spec;
  if (rolling) await assertOthersServe(work, spec);
  const before = await processOf(paths, name);
  const stopMs = await step(
    emit,
    `stop-${name}`,
    `${rolling && spec.kind === 'meet' ? 'drain' : 'stop'} ${name}`,
    () => end(spec, before, rolling, timeoutMs),
  );
  const started = performance.now();
  const after = await step(emit, `start-${name}`, `start ${name}`, async () => {
    const process = await successor(work, name, before);
    await awaitReady(spec, { ...context, paths, deadlineMs: timeoutMs, signal, failOnExit: false });
    return process;
  });
  return { name, stopMs, startMs: Math.round(performance.now() - started), pid: after.pid };
}

/** Participants of a backend need another one to move to. */
async function assertOthersServe({ specs, context }: Work, spec: ComponentSpec): Promise<void> {
  const others = specs.filter(({ kind, name }) => kind === spec.kind && name !== spec.name);
  if (spec.kind !== 'meet' || others.length === 0) return;
  const answers = await Promise.allSettled(others.map((other) => probeComponent(other.probe, context)));
  if (answers.some(({ status }) => status === 'fulfilled')) return;
  const names = others.map(({ name }) => name).join(', ');
  throw localErrors.make(
    'LOCAL_RESTART_UNSAFE',
    `${spec.name} has nowhere to move its calls to: ${names} not ready`,
    {
      hint: 'see why with: stoa status; or restart without --rolling, which interrupts calls',
    },
  );
}

/** @returns how long it took, ms */
async function end(
  spec: ComponentSpec,
  process: ProcessId | undefined,
  rolling: boolean,
  timeoutMs: number,
): Promise<number> {
  if (!process) return 0;
  const started = performance.now();
  await signalProcess(process, rolling ? 'SIGTERM' : (spec.stopSignal ?? 'SIGTERM'));
  if (!(await waitForExit(process, timeoutMs))) {
    throw localErrors.make('LOCAL_STOP_FAILED', `${spec.name} did not end within ${timeoutMs / 1_000} s`, {
      hint: `see what it does with: stoa logs ${spec.name}`,
    });
  }
  return Math.round(performance.now() - started);
}

async function processOf(paths: StatePaths, name: string): Promise<ProcessId | undefined> {
  const run = await readRunState(paths);
  return run?.components.find((component) => component.name === name)?.process ?? undefined;
}

/** The process that the supervisor started in the place of the one before. */
async function successor(work: Work, name: string, before: ProcessId | undefined): Promise<ProcessId> {
  const { paths, timeoutMs, signal } = work;
  const until = performance.now() + timeoutMs;
  for (;;) {
    const process = await processOf(paths, name);
    if (process && process.pid !== before?.pid) return process;
    if (performance.now() > until) {
      throw localErrors.make('LOCAL_NOT_READY', `the supervisor did not start ${name} again`, {
        hint: 'see why with: stoa logs supervisor',
      });
    }
    await sleep(20, signal);
  }
}

async function evidenceSince(paths: StatePaths, since: Date): Promise<RestartReport['evidence']> {
  const all = await listEvidence(paths.evidence);
  return all
    .filter(({ operation, startedAt }) => operation === 'drain' && new Date(startedAt) >= since)
    .map(({ id, ok }) => ({ id, ok }))
    .toReversed();
}
