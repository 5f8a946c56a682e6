import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { childOf } from './daemon.ts';
import { until } from './wait.ts';

/** A machine made of namespaces: its own mounts, network, host name and processes. */
export interface Machine {
  readonly name: string;
  /** Its PID 1, seen from outside; other processes enter by it. */
  readonly init: number;
  readonly folder: string;
  readonly logs: string;
  /** Runs a program inside to its end. */
  run(file: string, ...args: string[]): Promise<string>;
  /** Ends everything inside, as pulling the plug would. */
  kill(): Promise<void>;
}

export interface MachineWish {
  readonly name: string;
  /** Work folder on a real disk: containerd's layers and the volumes of pods lie here. */
  readonly folder: string;
  /** It outlives this process. Otherwise the kernel kills it with us. */
  readonly keep: boolean;
}

/** Starts the namespaces and waits until their PID 1 has set them up. Needs root. */
export async function startMachine({ name, folder, keep }: MachineWish): Promise<Machine> {
  const logs = join(folder, 'logs');
  await Promise.all(
    [logs, join(folder, 'kubelet')].map((one) => mkdir(one, { recursive: true, mode: 0o700 })),
  );
  const ready = join(folder, 'ready');
  const output = await open(join(logs, 'init.log'), 'a', 0o600);
  const tie = keep ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
  const unshare = ['unshare', '--kill-child', '-m', '-n', '-u', '-p', '-f', '--propagation', 'private'];
  const [file, ...args] = [...tie, ...unshare, 'sh', join(import.meta.dirname, 'init.sh')];
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    env: { PATH: process.env['PATH'], NODE: name, WORK: folder, READY: ready },
  });
  child.unref();
  await Promise.all([once(child, 'spawn'), output.close()]);
  const running = () => child.exitCode === null && child.signalCode === null;
  const init = await childOf(child.pid ?? -1, running);
  const daemon = {
    name: 'init',
    log: join(logs, 'init.log'),
    pid: init,
    running,
    stop: () => Promise.resolve(),
  };
  await until(`${name} is set up`, () => access(ready).then(() => true), { daemons: [daemon], stepMs: 5 });
  return {
    name,
    init,
    folder,
    logs,
    run: (program, ...more) => runInside(init, program, ...more),
    kill: async () => {
      const ended = running() ? once(child, 'exit') : undefined;
      process.kill(init, 'SIGKILL');
      await ended;
    },
  };
}

/** Runs a program to its end in the namespaces of a machine's PID 1. */
export async function runInside(init: number, file: string, ...args: string[]): Promise<string> {
  return (await run('nsenter', [...inside(init), file, ...args])).stdout;
}

export function inside(init: number): string[] {
  return ['-t', String(init), '-m', '-n', '-p', '-u', '--'];
}
