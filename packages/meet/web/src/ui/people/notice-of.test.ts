import type { Role, RoomEvent } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { roomWith, somebody } from './_room.ts';
import { noticeOf } from './notice-of.ts';

const host = 'p0000host';
const me = 'p0000self';
const other = 'p00other0';
const at = 1;

function told(event: RoomEvent, role: Role = 'participant') {
  const view = roomWith([somebody(host, 'host'), somebody(me, role), somebody(other, 'participant')]);
  return noticeOf(event, view, me);
}

describe('what happens in the room', () => {
  it.each([
    ['host', true],
    ['cohost', true],
    ['participant', false],
  ] as const)('tells a %s of the door and of hands: %s', (role, hears) => {
    const knock = told({ type: 'joined', at, participant: 'p000knock', name: 'Ada', role: 'waiting' }, role);
    expect(knock).toEqual(hears ? { kind: 'knock', id: 'p000knock', name: 'Ada' } : null);
    const hand = told({ type: 'hand', at, participant: other, raised: true }, role);
    expect(hand).toEqual(hears ? { kind: 'hand', name: `name of ${other}` } : null);
    expect(told({ type: 'hand', at, participant: other, raised: false }, role)).toBeNull();
    expect(told({ type: 'joined', at, participant: 'p000enter', name: 'Ada' }, role)).toBeNull();
  });

  it('tells whom it concerns of being muted, and by whom', () => {
    expect(told({ type: 'muted', at, participant: me, by: host })).toEqual({
      kind: 'muted',
      by: `name of ${host}`,
    });
    expect(told({ type: 'muted', at, participant: me, by: 'p000gone0' })).toEqual({
      kind: 'muted',
      by: null,
    });
    expect(told({ type: 'muted', at, participant: other, by: host })).toBeNull();
  });

  it('tells of an own new role, and everybody of a new host', () => {
    const role = (participant: string, to: Role) =>
      told({ type: 'role', at, participant, role: to, by: host });
    expect(role(me, 'cohost')).toEqual({ kind: 'role', role: 'cohost' });
    expect(role(me, 'host')).toEqual({ kind: 'role', role: 'host' });
    expect(role(other, 'host')).toEqual({ kind: 'new-host', name: `name of ${other}` });
    expect(role(other, 'cohost')).toBeNull();
    expect(role(me, 'waiting')).toBeNull();
  });

  it('tells of an own hand that somebody else lowered', () => {
    const hand = { type: 'hand', at, participant: me, raised: false } as const;
    expect(told({ ...hand, by: host })).toEqual({ kind: 'hand-lowered' });
    expect(told(hand)).toBeNull();
  });

  it('tells a moderator’s victim, not the author, of a deleted message', () => {
    const deleted = { type: 'chat-deleted', at, participant: me, id: 'c', by: host } as const;
    expect(told(deleted)).toEqual({ kind: 'own-chat-deleted' });
    expect(told({ ...deleted, by: me })).toBeNull();
    expect(told({ ...deleted, participant: other })).toBeNull();
  });
});
