import { z } from 'zod';

/** What somebody is in a room. `waiting`: knocks, and is not let in yet. */
export const roles = ['host', 'cohost', 'participant', 'waiting'] as const;
export const roleSchema = z.literal(roles);
export type Role = z.infer<typeof roleSchema>;

/** What a token may grant; without any, whoever comes first is host. */
export const grantedRoles = ['host', 'cohost', 'participant'] as const;
export const grantedRoleSchema = z.literal(grantedRoles);
export type GrantedRole = z.infer<typeof grantedRoleSchema>;

const ranks: Readonly<Record<Role, number>> = { host: 3, cohost: 2, participant: 1, waiting: 0 };

/** May somebody with this role use moderation against somebody with that one? Equals leave each other alone. */
export function outranks(role: Role, other: Role): boolean {
  return ranks[role] > ranks[other];
}

export function isModerator(role: Role): boolean {
  return role === 'host' || role === 'cohost';
}

interface Present {
  readonly role: Role;
  readonly connected: boolean;
}

/** The people who have been let in. */
export function admitted<P extends { readonly role: Role }>(people: readonly P[]): P[] {
  return people.filter((person) => person.role !== 'waiting');
}

/**
 * Who becomes host when there is none: the longest-present co-host, else the longest-present participant; people whose
 * connection stands come before people whose place is only kept. Nobody while only waiting people are there.
 * @param people in order of joining
 */
export function successor<P extends Present>(people: readonly P[]): P | undefined {
  const pool = admitted(people);
  const connected = pool.filter((person) => person.connected);
  const candidates = connected.length > 0 ? connected : pool;
  return candidates.find((person) => person.role === 'cohost') ?? candidates[0];
}
