import { existsSync } from 'node:fs';
import { lookAtSfus, type SfuView } from '../admin/index.ts';
import { messageOf, sleep } from '../base/index.ts';
import { clientsOf } from './admin/index.ts';
import { logTail } from './log-tail.ts';
import type { ComponentKind, ComponentSpec, LocalUrls, MissingPart, PortUse } from './model.ts';
import { readProcessStat, ticksPerSecond, type ProcessStat } from './process-info.ts';
import { probeComponent, type ProbeContext } from './readiness/index.ts';
import { readCa } from './report.ts';
import type { ComponentRun } from './run-state.ts';
import { statePaths, type StatePaths } from './state-paths.ts';
import { readState } from './state.ts';
import { findRunning, type Running } from './stop.ts';
import { readLaunch } from './supervisor/index.ts';

export interface ComponentStatus {
  readonly name: string;
  readonly kind: ComponentKind;
  readonly state: ComponentRun['state'];
  /** The probe's verdict: the component answers as its clients need it. */
  readonly ready: boolean;
  /** `message`: why it is not ready; in a crash loop with the last lines of its log. */
  readonly probe: { readonly ms: number; readonly message: string | null };
  readonly pid: number | null;
  readonly uptimeMs: number | null;
  readonly restarts: number;
  readonly lastExit: ComponentRun['lastExit'];
  /** Of one core; since the last look when watching, else since the start. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly ports: readonly PortUse[];
}

export interface PlatformStatus {
  /**
   * `running`: every component is ready; `degraded`: not every one; `unsupervised`: the supervisor was killed, the next
   * `up` or `down` cleans up; `stopped`.
   */
  readonly state: 'running' | 'degraded' | 'unsupervised' | 'stopped';
  readonly platform: string | null;
  readonly stateDir: string;
  readonly mediaAddress: string | null;
  readonly urls: LocalUrls | null;
  readonly caFile: string | null;
  readonly supervisor: { readonly pid: number; readonly startedAt: string } | null;
  readonly missing: readonly MissingPart[];
  readonly components: readonly ComponentStatus[];
  /** As a session backend sees them; empty where none can be asked. */
  readonly sfus: readonly SfuView[];
}

export interface StatusOptions {
  readonly baseDir: string;
  readonly stateDir: string;
}

/** Ticks that a process had used, and when that was read. */
type CpuSamples = Map<number, { readonly ticks: number; readonly at: number }>;

/** @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export async function statusLocal(options: StatusOptions): Promise<PlatformStatus> {
  return await look(statePaths(options.baseDir, options.stateDir), new Map());
}

/** A status every `intervalMs` until the signal fires. */
export async function* watchStatus(
  options: StatusOptions & { readonly intervalMs?: number; readonly signal: AbortSignal },
): AsyncGenerator<PlatformStatus, void, void> {
  const paths = statePaths(options.baseDir, options.stateDir);
  const samples: CpuSamples = new Map();
  while (!options.signal.aborted) {
    yield await look(paths, samples);
    await sleep(options.intervalMs ?? 1_000, options.signal).catch(() => {});
  }
}

async function look(paths: StatePaths, samples: CpuSamples): Promise<PlatformStatus> {
  const state = existsSync(paths.root) ? await readState(paths) : undefined;
  const running = await findRunning(paths);
  const launch = await readLaunch(paths.launch);
  const known = {
    platform: state?.platform ?? null,
    stateDir: paths.root,
    mediaAddress: state?.deployment?.mediaAddress ?? null,
    urls: state?.deployment?.urls ?? null,
    caFile: existsSync(paths.caFile) ? paths.caFile : null,
    missing: state?.deployment?.missing ?? [],
  };
  if (running.kind === 'none' || !launch) {
    return { ...known, state: 'stopped', supervisor: null, components: [], sfus: [] };
  }
  const context = { secrets: launch.secrets, ca: await readCa(paths) };
  const sfus = lookAtSfus(clientsOf(launch));
  const components = await Promise.all(
    launch.components.map((spec) => lookAt(spec, running, context, samples, paths)),
  );
  const supervised = running.kind === 'supervised';
  const { pid } = running.run.supervisor;
  const ready = components.every((component) => component.ready);
  return {
    ...known,
    state: supervised ? (ready ? 'running' : 'degraded') : 'unsupervised',
    supervisor: supervised ? { pid, startedAt: running.run.startedAt } : null,
    components,
    sfus: await sfus,
  };
}

async function lookAt(
  spec: ComponentSpec,
  running: Exclude<Running, { kind: 'none' }>,
  context: ProbeContext,
  samples: CpuSamples,
  paths: StatePaths,
): Promise<ComponentStatus> {
  const run = running.run.components.find(({ name }) => name === spec.name);
  const process = run?.process ?? null;
  const started = performance.now();
  const answer = await probeComponent(spec.probe, context).then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  const ms = Math.round((performance.now() - started) * 10) / 10;
  const stat = process ? await readProcessStat(process.pid) : undefined;
  const alive = stat !== undefined && stat.startTime === process?.startTime && stat.state !== 'Z';
  const state = alive ? 'running' : run?.state === 'running' ? 'stopped' : (run?.state ?? 'stopped');
  const message = state === 'crash-loop' ? await crashMessage(spec, run, paths) : answer;
  return {
    name: spec.name,
    kind: spec.kind,
    state,
    ready: alive && message === null,
    probe: { ms, message },
    pid: alive ? (process?.pid ?? null) : null,
    uptimeMs: alive && run ? Date.now() - Date.parse(run.since) : null,
    restarts: run?.restarts ?? 0,
    lastExit: run?.lastExit ?? null,
    cpuPercent: alive && run && process ? cpuPercent(process.pid, stat, run, samples) : null,
    memoryBytes: alive ? stat.residentPages * pageBytes : null,
    ports: spec.ports,
  };
}

/** Says more than the probe's "connection refused". */
async function crashMessage(
  spec: ComponentSpec,
  run: ComponentRun | undefined,
  paths: StatePaths,
): Promise<string> {
  const how = run?.lastExit?.signal ?? `exit code ${run?.lastExit?.code ?? 'unknown'}`;
  const lines = await logTail(paths, spec.name, 5);
  return [`it ends again and again (${how}); its last log lines:`, ...lines].join('\n');
}

/** x86-64 and most arm64 kernels; others would show a wrong size, nothing more. */
const pageBytes = 4_096;

function cpuPercent(pid: number, stat: ProcessStat, run: ComponentRun, samples: CpuSamples): number {
  const at = Date.now();
  const before = samples.get(pid) ?? { ticks: 0, at: Date.parse(run.since) };
  samples.set(pid, { ticks: stat.cpuTicks, at });
  const seconds = Math.max(0.01, (at - before.at) / 1_000);
  return Math.round(((stat.cpuTicks - before.ticks) / ticksPerSecond / seconds) * 1_000) / 10;
}
