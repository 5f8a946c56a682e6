import { emptyRoom, roles } from '@stoa/protocol';
import type { RoomView } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { mayDelete, privacyOf, recipientsOf } from './chat-rules.ts';

const base = { joinedAt: 1, connected: true, generation: 1, audio: true, video: true, published: [] };
const ids = {
  host: 'p000000host',
  cohost: 'p00000cohost',
  participant: 'p0000member',
  waiting: 'p000knocker',
};
const room: RoomView = {
  ...emptyRoom('room'),
  participants: roles.map((role) => Object.assign({}, base, { id: ids[role], name: role, role })),
};

test('messages are deleted by their author and by moderators, and by nobody who is not in', () => {
  const by = (me: string | null) =>
    Object.values(ids).filter((participant) => mayDelete({ participant }, room, me));
  expect(by(ids.host)).toEqual(Object.values(ids));
  expect(by(ids.cohost)).toEqual(Object.values(ids));
  expect(by(ids.participant)).toEqual([ids.participant]);
  expect(by(ids.waiting)).toEqual([]);
  expect(by(null)).toEqual([]);
});

test('a private message says to whom it went, also when they have left', () => {
  expect(privacyOf({}, room, ids.host)).toBeNull();
  expect(privacyOf({ to: ids.host }, room, ids.host)).toEqual({ kind: 'received' });
  expect(privacyOf({ to: ids.cohost }, room, ids.host)).toEqual({ kind: 'sent', name: 'cohost' });
  expect(privacyOf({ to: 'p0000000gone' }, room, ids.host)).toEqual({ kind: 'sent', name: null });
});

test('private messages go to others who are in', () => {
  expect(recipientsOf(room, ids.cohost).map((person) => person.name)).toEqual(['host', 'participant']);
});
