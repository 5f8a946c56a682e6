import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  baseErrors,
  messageOf,
  step,
  streamEvents,
  writeFileAtomic,
  type Emit,
  type ProgressEvent,
} from '../base/index.ts';
import { gatherFacts } from './facts.ts';
import { localTarget } from './local-target.ts';
import { withLock } from './lock.ts';
import type { LocalPlan, Secrets } from './model.ts';
import { hasNetwork, removeNetwork } from './network.ts';
import { assertPortsFree } from './port-check.ts';
import { assertNoPortClashes } from './ports.ts';
import { prepare, type LocalOptions, type Prepared } from './prepare.ts';
import { awaitReady } from './readiness/index.ts';
import { describePlan, readCa, type UpReport } from './report.ts';
import { statePaths, type StatePaths } from './state-paths.ts';
import { freshState, readState, writeState, type LocalState } from './state.ts';
import { findRunning, orphansMessage, removeRunFiles, stopEverything } from './stop.ts';
import { startSupervisor } from './supervisor/index.ts';

/** One `up` under way. */
interface Attempt {
  readonly options: LocalOptions;
  readonly paths: StatePaths;
  readonly signal: AbortSignal;
  readonly emit: Emit<ProgressEvent>;
}

/**
 * Brings the platform up and leaves it running; only verifies one that runs with the same plan. When it fails or the
 * signal fires, everything that this call started is stopped again.
 * @throws LOCAL_… , BASE_ABORTED
 */
export function upLocal(options: LocalOptions): AsyncGenerator<ProgressEvent, UpReport, void> {
  return streamEvents((emit) => {
    const paths = statePaths(options.baseDir, localTarget(options.platform).stateDir);
    const signal = options.signal ?? new AbortController().signal;
    return withLock(paths, 'up', () => bringUp({ options, paths, signal, emit }));
  });
}

async function bringUp(attempt: Attempt): Promise<UpReport> {
  const { options, paths, emit } = attempt;
  const before = (await readState(paths, options.platform.name)) ?? freshState(options.platform.name);
  await findRunning(paths);
  const facts = await gatherFacts(options.programs);
  // An interface that vanished (a restart of the machine) is no longer ours to remove.
  const known = before.network && !hasNetwork(before.network) ? { ...before, network: null } : before;
  const hadNetwork = known.network !== null;
  let started = false;
  try {
    const prepared = await step(
      emit,
      'prepare',
      'prepare addresses, secrets and certificate',
      () => prepare(options, paths, facts, known, emit),
      ({ plan }) => `media on ${plan.mediaAddress}`,
    );
    tell(prepared.plan, emit);
    throwIfAborted(attempt.signal);
    if (await isThisPlan(attempt, prepared.plan)) return await verify(attempt, prepared);
    started = true;
    return await start(attempt, prepared, facts.programs.setpriv ?? null);
  } catch (error) {
    const what = { started, network: started || !hadNetwork };
    await undo(paths, facts.programs.ip ?? 'ip', what).catch((problem: unknown) =>
      // The first failure is the one to report.
      emit({
        type: 'notice',
        level: 'warn',
        message: `cleaning up failed: ${messageOf(problem)}`,
        hint: 'try: stoa down',
      }),
    );
    throw error;
  }
}

function tell(plan: LocalPlan, emit: Emit<ProgressEvent>): void {
  for (const message of plan.notices) emit({ type: 'notice', level: 'info', message });
  for (const part of plan.missing) {
    emit({ type: 'notice', level: 'warn', message: part.message, hint: `add it with: ${part.command}` });
  }
}

/** True when the plan runs already. Anything else that runs, or is left of a killed supervisor, is stopped. */
async function isThisPlan({ paths, emit }: Attempt, plan: LocalPlan): Promise<boolean> {
  const running = await findRunning(paths);
  if (running.kind === 'none') return false;
  if (running.kind === 'supervised' && running.run.planHash === plan.hash) return true;
  emit({
    type: 'notice',
    level: running.kind === 'orphaned' ? 'warn' : 'info',
    message:
      running.kind === 'orphaned'
        ? orphansMessage(running.orphans.length)
        : 'the configuration, a program or the certificate changed: every component is restarted',
  });
  await step(emit, 'stop', 'stop what is running', () => stopEverything(paths));
  return false;
}

async function verify(attempt: Attempt, { plan, secrets }: Prepared): Promise<UpReport> {
  await waitUntilReady(attempt, plan, secrets, false);
  return { ...describePlan(plan, attempt.paths), alreadyRunning: true };
}

async function start(attempt: Attempt, prepared: Prepared, setpriv: string | null): Promise<UpReport> {
  const { paths, emit, signal, options } = attempt;
  const { plan, secrets } = prepared;
  await step(emit, 'ports', 'check ports', async () => {
    assertNoPortClashes(plan.ports);
    await assertPortsFree(plan.ports);
  });
  await step(emit, 'start', 'start components', async () => {
    await removeRunFiles(paths);
    for (const file of plan.files) {
      await mkdir(dirname(file.path), { recursive: true, mode: 0o700 });
      await writeFileAtomic(file.path, file.content, file.mode);
    }
    await writeState(paths, deployed(prepared.state, plan));
    throwIfAborted(signal);
    await startSupervisor(options.node ?? process.execPath, paths, {
      schema: 'stoa.local.launch/v1',
      platform: plan.platform,
      planHash: plan.hash,
      components: plan.components,
      runFile: paths.run,
      logsDir: paths.logs,
      caFile: paths.caFile,
      setpriv,
      secrets,
    });
  });
  await waitUntilReady(attempt, plan, secrets, true);
  return { ...describePlan(plan, paths), alreadyRunning: false };
}

function deployed(state: LocalState, plan: LocalPlan): LocalState {
  const { mediaAddress, urls, missing } = plan;
  const deployment = {
    mediaAddress,
    urls: { https: [...urls.https], http: [...urls.http] },
    missing: [...missing],
    startedAt: new Date().toISOString(),
  };
  return { ...state, deployment };
}

async function waitUntilReady(
  { paths, emit, options, signal }: Attempt,
  plan: LocalPlan,
  secrets: Secrets,
  failOnExit: boolean,
): Promise<void> {
  const failed = new AbortController();
  const ready = {
    paths,
    secrets,
    ca: await readCa(paths),
    deadlineMs: options.readyTimeoutMs ?? 30_000,
    signal: AbortSignal.any([signal, failed.signal]),
    failOnExit,
  };
  const results = await Promise.allSettled(
    plan.components.map((spec) =>
      step(emit, `ready:${spec.name}`, `${spec.name} ready`, () => awaitReady(spec, ready)).catch(
        (error: unknown) => {
          failed.abort();
          throw error;
        },
      ),
    ),
  );
  throwIfAborted(signal);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const first = reasons.find((reason) => (reason as { code?: string }).code !== 'BASE_ABORTED');
  if (first !== undefined) throw first;
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw baseErrors.make('BASE_ABORTED', 'interrupted; what was started is stopped again');
}

/** Puts things back after a failure: a platform that ran before and was only verified is left alone. */
async function undo(
  paths: StatePaths,
  ip: string,
  what: { readonly started: boolean; readonly network: boolean },
): Promise<void> {
  if (what.started) {
    await stopEverything(paths);
    await removeRunFiles(paths);
  }
  const state = await readState(paths);
  if (!state) return;
  if (what.network && state.network) await removeNetwork(ip, state.network);
  await writeState(paths, {
    ...state,
    network: what.network ? null : state.network,
    deployment: what.started ? null : state.deployment,
  });
}
