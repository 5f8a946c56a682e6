import { readFile } from 'node:fs/promises';
import { sleep } from '../base/index.ts';

/** A process that cannot be mistaken for a later one of the same pid. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot (proc_pid_stat(5), field 22). */
  readonly startTime: number;
}

/** From `/proc/PID/stat`. Times are in ticks of 10 ms: the kernel shows user space 100 a second on every machine. */
export interface ProcessStat {
  readonly state: string;
  readonly ppid: number;
  readonly startTime: number;
  readonly cpuTicks: number;
  readonly residentPages: number;
}

export const ticksPerSecond = 100;

/** Undefined when there is no such process. */
export async function readProcessStat(pid: number): Promise<ProcessStat | undefined> {
  try {
    return parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The program's name, in parentheses, may hold spaces and parentheses: fields are counted from its last one. */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    state: fields[0] ?? '?',
    ppid: field(4),
    startTime: field(22),
    cpuTicks: field(14) + field(15),
    residentPages: field(24),
  };
}

/** The identity of a process that runs now; zombies do not run. */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  const stat = await readProcessStat(pid);
  if (!stat || isDead(stat)) return undefined;
  return { pid, startTime: stat.startTime };
}

export async function isAlive(id: ProcessId): Promise<boolean> {
  const stat = await readProcessStat(id.pid);
  return stat !== undefined && !isDead(stat) && stat.startTime === id.startTime;
}

function isDead(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

/** Sends a signal to exactly that process; false when it was already gone. */
export async function signalProcess(id: ProcessId, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(id))) return false;
  try {
    return process.kill(id.pid, signal);
  } catch {
    return false;
  }
}

/** True when the process was gone before the deadline. */
export async function waitForExit(id: ProcessId, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (await isAlive(id)) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/**
 * SIGTERM every second, and SIGKILL when that was not enough. Returns false if the process lives on (as in
 * uninterruptible sleep).
 */
export async function endProcess(id: ProcessId, graceMs: number): Promise<boolean> {
  const end = performance.now() + graceMs;
  while (performance.now() < end) {
    await signalProcess(id, 'SIGTERM');
    if (await waitForExit(id, Math.min(1_000, end - performance.now()))) return true;
  }
  await signalProcess(id, 'SIGKILL');
  return await waitForExit(id, 5_000);
}
