import { allows, type Capability } from './capabilities.ts';
import { isModerator, outranks, type Role } from './roles.ts';

/** What one person may do to another one. `hand`: lower it. */
export const personActions = [
  'admit',
  'deny',
  'mute',
  'ask-unmute',
  'hand',
  'kick',
  'set-role',
] as const satisfies readonly Capability[];
export type PersonAction = (typeof personActions)[number];

/** Whom an action is for; the capability table says who may do it at all. */
const targets: Readonly<Record<PersonAction, (role: Role, other: Role) => boolean>> = {
  admit: (_, other) => other === 'waiting',
  deny: (_, other) => other === 'waiting',
  mute: (role, other) => other !== 'waiting' && outranks(role, other),
  'ask-unmute': (_, other) => other !== 'waiting',
  hand: (role, other) => other !== 'waiting' && isModerator(role) && outranks(role, other),
  kick: outranks,
  'set-role': (_, other) => other !== 'waiting',
};

/** May somebody with this role do that to somebody else with the other one? Asked by backends and by menus alike. */
export function allowsOn(role: Role, action: PersonAction, other: Role): boolean {
  return allows(role, action) && targets[action](role, other);
}
