import { cliErrors } from './cli-errors.ts';

/** What a token may grant. */
export const grantedRoles = ['participant', 'cohost', 'host'] as const;
export type RoleName = (typeof grantedRoles)[number];

/** The name of a room as the session backends take it. @throws CLI_USAGE */
export function checkRoom(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) return name;
  throw cliErrors.make('CLI_USAGE', `"${name}" is not the name of a room`, {
    hint: 'use up to 64 lower-case letters, digits and hyphens',
  });
}
