import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sleep } from '../../base/index.ts';
import type { ComponentSpec } from '../model.ts';
import { identify } from '../process-info.ts';
import { waitForGate } from './gate.ts';
import type { LogFile } from './log-file.ts';
import { planRestart } from './restart-policy.ts';
import type { RunRecord } from './run-record.ts';

export interface ComponentContext {
  readonly record: RunRecord;
  readonly log: LogFile;
  readonly note: (text: string) => void;
  readonly setpriv: string | null;
  readonly gates: readonly ComponentSpec['gate'][];
}

export interface SupervisedComponent {
  readonly spec: ComponentSpec;
  /** Its stop signal, SIGKILL after the component's deadline; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What the loop that restarts and the request to stop share. */
interface Slot {
  readonly spec: ComponentSpec;
  readonly context: ComponentContext;
  readonly stopping: AbortController;
  child: ChildProcess | undefined;
}

/** Keeps one component running until it is stopped. */
export function superviseComponent(spec: ComponentSpec, context: ComponentContext): SupervisedComponent {
  const slot: Slot = { spec, context, stopping: new AbortController(), child: undefined };
  const running = keepRunning(slot);
  return { spec, stop: () => stop(slot, running) };
}

async function keepRunning(slot: Slot): Promise<void> {
  const { spec, context, stopping } = slot;
  const { record, note } = context;
  let failures = 0;
  await Promise.all(context.gates.map((gate) => waitForGate(gate, 10_000, stopping.signal)));
  while (!stopping.signal.aborted) {
    const started = performance.now();
    const exit = await runOnce(slot);
    if (stopping.signal.aborted) break;
    const plan = planRestart(failures, performance.now() - started);
    failures = plan.failures;
    record.update(spec.name, {
      state: plan.state,
      process: null,
      restarts: (record.get(spec.name)?.restarts ?? 0) + 1,
      lastExit: { ...exit, at: new Date().toISOString() },
    });
    note(`${spec.name} ended (${exit.signal ?? `exit code ${exit.code}`}); again in ${plan.delayMs} ms`);
    await sleep(plan.delayMs, stopping.signal).catch(() => {});
  }
  record.update(spec.name, { state: 'stopped', process: null });
  note(`${spec.name} stopped`);
}

async function runOnce(slot: Slot): Promise<Exit> {
  const { spec, context } = slot;
  const child = startProcess(spec, context);
  slot.child = child;
  const ended = exitOf(child, context.log);
  const id = child.pid === undefined ? undefined : await identify(child.pid);
  const since = new Date().toISOString();
  context.record.update(spec.name, { state: 'running', process: id ?? null, since });
  context.note(`${spec.name} started (process ${child.pid})`);
  const exit = await ended;
  slot.child = undefined;
  return exit;
}

async function stop(slot: Slot, running: Promise<void>): Promise<void> {
  const { stopTimeoutMs, stopRepeatMs, name } = slot.spec;
  const ask = () => slot.child?.kill(slot.spec.stopSignal ?? 'SIGTERM');
  slot.stopping.abort();
  ask();
  const reminder = stopRepeatMs === null ? undefined : setInterval(ask, stopRepeatMs);
  const killer = setTimeout(() => {
    slot.context.note(`${name} did not end within ${stopTimeoutMs} ms: killed`);
    slot.child?.kill('SIGKILL');
  }, stopTimeoutMs);
  await running.finally(() => {
    clearInterval(reminder);
    clearTimeout(killer);
  });
}

function startProcess(spec: ComponentSpec, { log, setpriv }: ComponentContext): ChildProcess {
  const [program, ...args] = setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', ...spec.argv] : [...spec.argv];
  // The environment may hold secrets that are none of a component's business.
  const { PATH = '/usr/sbin:/usr/bin:/sbin:/bin', TZ } = process.env;
  const env = { PATH, LANG: 'C.UTF-8', HOME: spec.cwd, ...(TZ === undefined ? {} : { TZ }) };
  const child = spawn(program ?? '', args, { cwd: spec.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  return child;
}

/** Resolves at the end of the process, and of its output if that follows soon. */
async function exitOf(child: ChildProcess, log: LogFile): Promise<Exit> {
  const closed = once(child, 'close').catch(() => {});
  const exit = await new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      log.write(`could not be started: ${error.message}\n`);
      resolve({ code: null, signal: null });
    });
  });
  // A process that the component left behind may hold the pipe open for ever.
  await Promise.race([closed, pause(200, undefined, { ref: false })]);
  log.flush();
  return exit;
}
