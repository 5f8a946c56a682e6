import { resolve } from 'node:path';
import { readSecretFile } from '@stoa/toolkit/config';
import { cliErrors } from './cli-errors.ts';
import type { OptionSpec } from './command-spec.ts';
import type { CommandContext } from './context.ts';

/** Where a secret comes from; never from the arguments, which every user of the machine can read. */
export interface SecretSource {
  readonly file?: string | undefined;
  readonly env?: string | undefined;
}

const maxBytes = 64 * 1024;

/** `--secret-file`, `--secret-env` for a secret called `secret`. */
export function secretOptions(name: string, what: string): OptionSpec[] {
  return [
    {
      flags: `--${name}-file <path>`,
      description: `file that holds ${what}; - for standard input`,
      completes: 'file',
    },
    { flags: `--${name}-env <name>`, description: `environment variable that holds ${what}` },
  ];
}

/** Undefined when no source was named. @throws CLI_SECRET_MISSING */
export async function readSecret(
  context: CommandContext,
  name: string,
  { file, env }: SecretSource,
): Promise<string | undefined> {
  if (file !== undefined && env !== undefined) {
    throw cliErrors.make('CLI_USAGE', `--${name}-file and --${name}-env exclude each other`);
  }
  const secret = file === undefined ? fromEnv(context, name, env) : await fromFile(context, name, file);
  if (secret !== undefined) context.keepSecret(secret);
  return secret;
}

function missing(name: string, why: string): Error {
  return cliErrors.make('CLI_SECRET_MISSING', why, {
    hint: `give it with --${name}-file <path>, --${name}-file - or --${name}-env <name>`,
  });
}

/** As `readSecret`, for secrets that a command cannot do without. */
export async function needSecret(
  context: CommandContext,
  name: string,
  what: string,
  source: SecretSource,
): Promise<string> {
  const secret = await readSecret(context, name, source);
  if (secret === undefined) throw missing(name, `${what} is missing`);
  return secret;
}

function fromEnv(context: CommandContext, name: string, variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const value = Object.hasOwn(context.io.env, variable) ? context.io.env[variable] : undefined;
  if (value === undefined) throw missing(name, `the environment variable ${variable} is not set`);
  return value;
}

async function fromFile(context: CommandContext, name: string, file: string): Promise<string> {
  if (file === '-') return await fromStdin(context, name);
  const path = resolve(context.io.cwd, file);
  const read = await readSecretFile(path);
  if (!read.ok) throw missing(name, `the file ${path} ${read.why}`);
  if (read.exposed) {
    context.progress({
      type: 'notice',
      level: 'warn',
      message: `everybody on this machine can read ${path}`,
      hint: `chmod 600 ${path}`,
    });
  }
  return read.text;
}

async function fromStdin(context: CommandContext, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of context.io.stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBytes) throw missing(name, `standard input holds more than ${maxBytes / 1024} KiB`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
