import { allowsOn, clientMessageSchema, roles } from '@stoa/protocol';
import type { PersonAction, Role } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { somebody } from './_room.ts';
import { menuItems, menuOf, requestOf } from './menu-of.ts';
import type { MenuItem } from './menu-of.ts';
import type { PersonEntry } from './people-of.ts';

const other = 'p00000002';
const inside = roles.filter((role) => role !== 'waiting');
const pairs = roles.flatMap((role) => inside.map((theirs): [Role, Role] => [role, theirs]));

function entry(role: Role, change: Partial<PersonEntry['person']> = {}, hand: number | null = 1) {
  return { person: somebody(other, role, change), own: false, hand };
}

/** What is offered in any state the other person can be in. */
function everOffered(role: Role, theirs: Role): ReadonlySet<MenuItem> {
  return new Set([...menuOf(role, entry(theirs)), ...menuOf(role, entry(theirs, { audio: false }))]);
}

/** The capability that the backend will look at, read off the request itself. */
function actionOf(item: MenuItem): PersonAction {
  return requestOf(item, other).type as PersonAction;
}

describe('the menu of a person', () => {
  it.each(pairs)('offers a %s for a %s what the table allows, and nothing else', (role, theirs) => {
    const offered = everOffered(role, theirs);
    for (const item of menuItems) {
      const redundant =
        (item === 'make-cohost' && theirs !== 'participant') ||
        (item === 'make-participant' && theirs !== 'cohost');
      const expected = allowsOn(role, actionOf(item), theirs) && !redundant;
      expect([item, offered.has(item)]).toEqual([item, expected]);
    }
  });

  it('is empty for participants, for people who wait, for oneself, and before one is known', () => {
    for (const theirs of inside) {
      expect(menuOf('participant', entry(theirs))).toEqual([]);
      expect(menuOf('waiting', entry(theirs))).toEqual([]);
      expect(menuOf('host', { ...entry(theirs), own: true })).toEqual([]);
      expect(menuOf(undefined, entry(theirs))).toEqual([]);
    }
    expect(menuOf('host', entry('participant'))).toHaveLength(5);
  });

  it('offers only what changes something now', () => {
    const items = (change: Partial<PersonEntry['person']>, hand: number | null) =>
      menuOf('host', entry('participant', change, hand));
    expect(items({}, null)).toEqual(['mute', 'make-cohost', 'make-host', 'kick']);
    expect(items({ audio: false }, 2)).toEqual([
      'ask-unmute',
      'lower-hand',
      'make-cohost',
      'make-host',
      'kick',
    ]);
    expect(items({ audio: false, connected: false }, null)).toEqual(['make-cohost', 'kick']);
  });

  it.each(menuItems)('%s asks for something that the protocol knows', (item) => {
    const message = { ...requestOf(item, other, 'words'), id: '1' };
    expect(clientMessageSchema.safeParse(message).success).toBe(true);
    expect(message).toMatchObject({ target: other });
    expect('message' in message).toBe(item === 'kick');
  });
});
