import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DaemonWish {
  readonly name: string;
  readonly command: readonly [file: string, ...args: string[]];
  /** Folder for `NAME.log`. */
  readonly logs: string;
  /** Process whose mount, network, pid and uts namespaces the daemon enters; absent: ours. */
  readonly inside?: number;
  /** The daemon outlives us. Otherwise the kernel kills it with us, however we end. */
  readonly keep?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Daemon {
  readonly name: string;
  readonly log: string;
  /** Pid of the daemon itself, seen from our pid namespace. */
  readonly pid: number;
  readonly running: () => boolean;
  /** Sends the signal and waits for the end; SIGKILL after `graceMs`. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<void>;
}

/** Starts a program in the background, its output in a file. */
export async function startDaemon(wish: DaemonWish): Promise<Daemon> {
  const log = join(wish.logs, `${wish.name}.log`);
  const output = await open(log, 'a', 0o600);
  const [file, ...args] = [...prefix(wish), ...wish.command];
  const child = spawn(file ?? '', args, {
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, ...wish.env },
  });
  child.unref();
  const ended = once(child, 'exit');
  ended.catch(() => {});
  await Promise.all([once(child, 'spawn'), output.close()]);
  const running = () => child.exitCode === null && child.signalCode === null;
  const outer = child.pid ?? -1;
  const pid = wish.inside === undefined ? outer : await childOf(outer, running);
  return {
    name: wish.name,
    log,
    pid,
    running,
    stop: async (signal = 'SIGTERM', graceMs = 5_000) => {
      if (!running()) return;
      signalPid(pid, signal);
      const timer = setTimeout(() => signalPid(pid, 'SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function prefix({ inside, keep }: DaemonWish): string[] {
  // Whoever is inside ends with the namespaces' init, so it needs no tie to us.
  if (inside !== undefined) return ['nsenter', '-t', String(inside), '-m', '-n', '-p', '-u', '--'];
  return keep ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
}

/** nsenter(1) stays outside of the pid namespace and waits for its only child, the daemon. */
export async function childOf(parent: number, running: () => boolean): Promise<number> {
  for (;;) {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The program's name may hold spaces; the parent is the second field after it (proc_pid_stat(5)).
      const ppid = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      if (Number(ppid) === parent) return Number(pid);
    }
    if (!running()) throw new Error(`process ${parent} ended at once`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function signalPid(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was faster.
  }
}
