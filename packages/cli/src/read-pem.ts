import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '@stoa/toolkit/base';
import { cliErrors } from './cli-errors.ts';
import type { Io } from './io.ts';

/** A CA file that the user named. @throws CLI_USAGE when it cannot be read, or holds no certificate */
export async function readPem(io: Io, file: string): Promise<string> {
  const path = resolve(io.cwd, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw cliErrors.make('CLI_USAGE', `the CA file cannot be read: ${messageOf(cause)}`, { cause });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw cliErrors.make('CLI_USAGE', `there is no certificate in ${path}`, {
    hint: 'name a file in PEM format',
  });
}
