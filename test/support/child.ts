import { spawn, type ChildProcess } from 'node:child_process';

/** A program under test that runs until it is stopped. */
export interface Child extends AsyncDisposable {
  readonly process: ChildProcess;
  /** The newest part of what it wrote. */
  output(): string;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function startChild(file: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => {
      output += String(error);
      resolve({ code: -1, signal: null });
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    // A stopped (SIGSTOP) or hanging program still has to go.
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(timer);
  };
  return { process: child, output: () => output, exited, stop, [Symbol.asyncDispose]: () => stop() };
}

/** Repeats `check` until it gives something true; throws with the child's output when it takes too long. */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  options: { ms?: number; stepMs?: number; child?: Child } = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + (options.ms ?? 10_000);
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      const said = options.child ? `; it wrote: ${options.child.output().slice(-2_000)}` : '';
      throw new Error(`${what}: not within ${options.ms ?? 10_000} ms${said}`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, options.stepMs ?? 20));
  }
}
