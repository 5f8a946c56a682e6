import { readFile } from 'node:fs/promises';
import { messageOf } from '@stoa/toolkit/base';
import { backendConfigSchema, type BackendConfig } from '@stoa/toolkit/config';
import { meetErrors } from './errors.ts';

/**
 * Reads and checks a start file.
 * @param name in place of the file's, where backends share one file
 * @throws MEET_CONFIG_INVALID
 */
export async function readBackendConfig(path: string, name?: string): Promise<BackendConfig> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw meetErrors.make('MEET_CONFIG_INVALID', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'give a JSON file as `stoa up` writes it',
      cause,
    });
  }
  const parsed = backendConfigSchema.safeParse(value);
  if (parsed.success) return name === undefined ? parsed.data : { ...parsed.data, name };
  const findings = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'top level'}: ${issue.message}`,
  );
  throw meetErrors.make('MEET_CONFIG_INVALID', `${path} is not a start file: ${findings.join('; ')}`, {
    hint: 'the file must fit the schema `backendConfigSchema`',
    details: { findings },
  });
}
