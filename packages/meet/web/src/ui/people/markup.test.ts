import type { Role, RoomView } from '@stoa/protocol';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, test } from 'vitest';
import { LocalMedia } from '../../media/index.ts';
import { SessionClient, initialSession } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { PasscodePage, asksForPasscode } from '../door/index.ts';
import { roomWith, somebody } from './_room.ts';
import { Desk } from './desk.ts';
import { PeopleButton, PeoplePanel, RoomMarks } from './index.ts';

const nothing = () => undefined;
const me = 'p0000self';
const desk = new Desk({
  session: new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: () => ({ isOpen: false, send: nothing, close: nothing }),
  }),
  local: new LocalMedia(undefined),
});

function view(role: Role): RoomView {
  return roomWith(
    [
      somebody(me, role, { name: 'Ada' }),
      somebody('p0000other', 'participant', { name: 'Grace', audio: false, connected: false }),
      somebody('p000knock', 'waiting', { name: 'Eve' }),
    ],
    { hands: ['p0000other'] },
  );
}

function panel(role: Role): string {
  const state = { ...initialSession('room'), me, view: view(role) };
  return renderToStaticMarkup(createElement(PeoplePanel, { desk, state, onClose: nothing }));
}

describe('the people panel', () => {
  it('lists everybody with their state, oneself marked, hands first', () => {
    const html = panel('participant');
    expect(html).toContain(texts.call.you('Ada'));
    expect(html.indexOf('Grace')).toBeLessThan(html.indexOf('Ada'));
    for (const label of [
      texts.people.hand(1),
      texts.people.microphoneOff,
      texts.people.cameraOn,
      texts.people.away,
    ]) {
      expect(html).toContain(label);
    }
  });

  it('shows participants no door, no menus and no settings', () => {
    const html = panel('participant');
    for (const hidden of [
      'Eve',
      texts.people.muteAll,
      texts.people.actions('Grace'),
      texts.room.locked,
      texts.room.passcodeNew,
    ]) {
      expect(html).not.toContain(hidden);
    }
  });

  it('shows moderators the door and the room, and the passcode to the host alone', () => {
    for (const role of ['host', 'cohost'] as const) {
      const html = panel(role);
      expect(html).toContain(texts.people.roles[role]);
      expect(html).toContain(texts.people.admitNamed('Eve'));
      expect(html).toContain(texts.people.denyNamed('Eve'));
      expect(html).toContain(texts.people.actions('Grace'));
      expect(html).toContain(texts.room.waitingRoom);
      expect(html.includes(texts.room.passcodeNew)).toBe(role === 'host');
      // One alone at the door needs no button for all.
      expect(html).not.toContain(texts.people.admitAll);
    }
  });
});

test('the button counts who waits, for moderators', () => {
  const markup = (role: Role) =>
    renderToStaticMarkup(
      createElement(PeopleButton, { state: { view: view(role), me }, open: false, onToggle: nothing }),
    );
  expect(markup('cohost')).toContain(texts.people.openWaiting(1));
  expect(markup('participant')).toContain(`aria-label="${texts.people.open}"`);
});

test('the top bar says what keeps people out, and nothing of an open room', () => {
  const marks = (locked: boolean, waitingRoom: boolean, passcode: boolean) =>
    renderToStaticMarkup(createElement(RoomMarks, { settings: { locked, waitingRoom, passcode } }));
  expect(marks(false, false, false)).toBe('');
  const html = marks(true, false, true);
  expect(html).toContain(texts.room.marks.locked);
  expect(html).toContain(texts.room.marks.passcode);
  expect(html).not.toContain(texts.room.marks.waitingRoom);
});

test('a passcode is asked for where it was missing or wrong, and only there', () => {
  const refused = (code: string | null) => ({ reason: 'refused' as const, code });
  expect([refused('passcode-required'), refused('passcode-wrong')].every(asksForPasscode)).toBe(true);
  expect(asksForPasscode(refused('room-locked'))).toBe(false);
  expect(asksForPasscode({ reason: 'kicked', code: 'passcode-wrong' })).toBe(false);
  const page = (code: string) =>
    renderToStaticMarkup(
      createElement(PasscodePage, { room: 'team-7', end: refused(code), onPasscode: nothing }),
    );
  expect(page('passcode-required')).toContain(texts.room.door.text('team-7'));
  expect(page('passcode-required')).not.toContain(texts.room.door.wrong);
  expect(page('passcode-wrong')).toMatch(/role="alert"[^>]*>[^<]*not right/);
});
