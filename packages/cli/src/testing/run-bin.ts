import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const bin = resolve(import.meta.dirname, '../../../../bin/stoa');

export interface BinResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface BinOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The Node that runs the launcher; default this one. */
  readonly node?: string;
  /** Sends this signal once the pattern is seen on stdout or stderr. */
  readonly signalOn?: { readonly pattern: RegExp; readonly signal: NodeJS.Signals };
}

/** Runs the real bin/stoa in a process of its own. */
export async function runBin(argv: readonly string[], options: BinOptions = {}): Promise<BinResult> {
  const { node = process.execPath, signalOn } = options;
  const child = spawn(node, [bin, ...argv], {
    cwd: options.cwd ?? '/usr',
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...options.env },
  });
  let out = '';
  let err = '';
  let sent = false;
  const look = () => {
    if (sent || !signalOn?.pattern.test(out + err)) return;
    sent = true;
    child.kill(signalOn.signal);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    look();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done(status));
  });
  return { code, out, err };
}
