import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sleep } from '../../base/index.ts';
import type { ComponentSpec } from '../model.ts';
import { readProcessStat } from '../process-info.ts';
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
  /** SIGTERM, SIGKILL after the component's deadline; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Keeps one component running until it is stopped. */
export function superviseComponent(spec: ComponentSpec, context: ComponentContext): SupervisedComponent {
  const { record, note } = context;
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  async function runOnce(): Promise<Exit> {
    child = startProcess(spec, context);
    const { pid } = child;
    const ended = exitOf(child, context.log);
    const stat = pid === undefined ? undefined : await readProcessStat(pid);
    const id = pid !== undefined && stat ? { pid, startTime: stat.startTime } : null;
    record.update(spec.name, { state: 'running', process: id, since: new Date().toISOString() });
    note(`${spec.name} started (process ${pid})`);
    const exit = await ended;
    child = undefined;
    return exit;
  }

  async function keepRunning(): Promise<void> {
    let failures = 0;
    await Promise.all(context.gates.map((gate) => waitForGate(gate, 10_000, stopping.signal)));
    while (!stopping.signal.aborted) {
      const started = performance.now();
      const exit = await runOnce();
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

  const running = keepRunning();
  return {
    spec,
    async stop() {
      stopping.abort();
      child?.kill('SIGTERM');
      const reminder =
        spec.stopRepeatMs === null ? undefined : setInterval(() => child?.kill('SIGTERM'), spec.stopRepeatMs);
      const killer = setTimeout(() => {
        note(`${spec.name} did not end within ${spec.stopTimeoutMs} ms: killed`);
        child?.kill('SIGKILL');
      }, spec.stopTimeoutMs);
      await running.finally(() => {
        clearInterval(reminder);
        clearTimeout(killer);
      });
    },
  };
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
