import { allowsOn } from '@stoa/protocol';
import type { PersonAction, Role } from '@stoa/protocol';
import type { ClientRequest } from '../../session/index.ts';
import type { PersonEntry } from './people-of.ts';

export const menuItems = [
  'mute',
  'ask-unmute',
  'lower-hand',
  'make-cohost',
  'make-participant',
  'make-host',
  'kick',
] as const;
export type MenuItem = (typeof menuItems)[number];

/** What an item asks the backend for, which is also what has to be allowed. */
const actions: Readonly<Record<MenuItem, PersonAction>> = {
  mute: 'mute',
  'ask-unmute': 'ask-unmute',
  'lower-hand': 'hand',
  'make-cohost': 'set-role',
  'make-participant': 'set-role',
  'make-host': 'set-role',
  kick: 'kick',
};

/** Whether an item would change anything now. */
function fits(item: MenuItem, { person, hand }: PersonEntry): boolean {
  switch (item) {
    case 'mute':
      return person.audio;
    case 'ask-unmute':
      return !person.audio && person.connected;
    case 'lower-hand':
      return hand !== null;
    case 'make-cohost':
      return person.role === 'participant';
    case 'make-participant':
      return person.role === 'cohost';
    case 'make-host':
      return person.connected;
    case 'kick':
      return true;
  }
}

/** What somebody with this role is offered for another person inside. Nobody moderates themselves. Pure. */
export function menuOf(role: Role | undefined, entry: PersonEntry): readonly MenuItem[] {
  if (role === undefined || entry.own) return [];
  return menuItems.filter((item) => allowsOn(role, actions[item], entry.person.role) && fits(item, entry));
}

/** @param message words to somebody who is sent out */
export function requestOf(item: MenuItem, target: string, message?: string): ClientRequest {
  switch (item) {
    case 'mute':
    case 'ask-unmute':
      return { type: item, target };
    case 'lower-hand':
      return { type: 'hand', raised: false, target };
    case 'make-cohost':
      return { type: 'set-role', target, role: 'cohost' };
    case 'make-participant':
      return { type: 'set-role', target, role: 'participant' };
    case 'make-host':
      return { type: 'set-role', target, role: 'host' };
    case 'kick':
      return { type: 'kick', target, message };
  }
}
