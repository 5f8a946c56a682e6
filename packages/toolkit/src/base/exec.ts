import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { baseErrors } from './base-errors.ts';
import { redactText } from './redact.ts';

export interface RunOptions {
  /** Written to the program's standard input: the place for secrets, never the arguments. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Exit codes that are not a failure; default only 0. */
  readonly okCodes?: readonly number[];
  /** Values to mask wherever the program's output becomes part of a message. */
  readonly secrets?: readonly string[];
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a program to its end. Arguments are an array; no shell ever sees them.
 * @throws BASE_COMMAND_MISSING, BASE_COMMAND_FAILED, BASE_TIMEOUT, BASE_ABORTED
 */
export async function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  // A third of all modules that a command would load at its start; many never run a program.
  const { execa } = await import('execa');
  const result = await execa(file, args, {
    reject: false,
    stripFinalNewline: true,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.timeoutMs ? { timeout: options.timeoutMs } : {}),
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  if (result.isCanceled) throw baseErrors.make('BASE_ABORTED', `${file} was cancelled`);
  if (result.timedOut) {
    throw baseErrors.make('BASE_TIMEOUT', `${file} did not end within ${options.timeoutMs} ms`);
  }
  if (result.code === 'ENOENT') {
    throw baseErrors.make('BASE_COMMAND_MISSING', `the program ${file} is not installed`, {
      hint: `install it, or put its folder on PATH`,
      details: { file },
    });
  }
  const exitCode = result.exitCode ?? -1;
  if (!(options.okCodes ?? [0]).includes(exitCode)) {
    const said = redactText((result.stderr || result.stdout).trim().slice(-2_000), options.secrets ?? []);
    const how =
      result.exitCode === undefined ? (result.signal ?? result.shortMessage) : `exit code ${exitCode}`;
    throw baseErrors.make('BASE_COMMAND_FAILED', `${file} failed (${how})${said ? `: ${said}` : ''}`, {
      details: { file, exitCode },
    });
  }
  return { stdout: result.stdout, stderr: result.stderr, exitCode };
}

/** The full path of a program on PATH (or in the sbin folders, which users' PATHs often lack). */
export async function findCommand(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}
