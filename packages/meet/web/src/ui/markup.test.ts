import { createElement } from 'react';
import type { FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { SessionClient, initialSession } from '../session/index.ts';
import type { SessionEnd, SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { Banner } from './banner.tsx';
import { ChatPanel } from './chat/index.ts';
import { EndPage } from './end-page.tsx';
import { IconButton } from './icon-button.tsx';
import { LandingPage } from './landing-page.tsx';
import { Tile } from './tile.tsx';
import { WaitingPage } from './waiting-page.tsx';

function markup<P extends object>(component: FunctionComponent<P>, props: P): string {
  return renderToStaticMarkup(createElement(component, props));
}

const nothing = () => undefined;
const session = new SessionClient({
  own: 'http://127.0.0.1:1',
  room: 'room',
  name: 'Ada',
  openSocket: () => ({ isOpen: false, send: nothing, close: nothing }),
});

function chatPanel(change: Partial<SessionState>): string {
  const state = { ...initialSession('room'), me: 'p00000001', ...change };
  return markup(ChatPanel, { session, state, onDelete: nothing, onClose: nothing });
}

test('a button is named by what it does, its icon is not read out', () => {
  const html = markup(IconButton, {
    icon: 'chat',
    label: 'Chat',
    badge: 120,
    expanded: false,
    onClick: nothing,
  });
  expect(html).toContain('aria-label="Chat"');
  expect(html).toContain('aria-expanded="false"');
  expect(html).toContain('99+');
  expect(html).toMatch(/<svg[^>]*aria-hidden="true"/);
});

test('a tile says whose it is, that they are muted, and what is under way', () => {
  const tile = { id: 'p00000002', name: 'Grace', own: false, stream: null, muted: true, note: null };
  const html = markup(Tile, tile);
  expect(html).toContain('Grace');
  expect(html).toContain(`aria-label="${texts.call.muted}"`);
  expect(html).not.toContain('tile__note');
  const own = markup(Tile, { ...tile, own: true, muted: false, note: texts.call.connecting });
  expect(own).toContain(texts.call.you('Grace'));
  expect(own).toContain(texts.call.connecting);
  expect(own).not.toContain(texts.call.muted);
});

test('chat shows what is stored, what is on its way, and what failed with a way on', () => {
  expect(chatPanel({})).toContain(texts.chat.empty);
  const chat = [{ id: 'a', participant: 'p00000002', name: 'Grace', text: '<b>hi</b>', at: 0 }];
  const html = chatPanel({
    view: { ...initialSession('room').view, chat },
    outbox: [
      { id: 'b', text: 'on its way', state: 'sending', code: null },
      { id: 'c', text: 'refused', state: 'failed', code: 'log-unavailable' },
      { id: 'd', text: 'odd', state: 'failed', code: 'from-the-future' },
    ],
  });
  expect(html).toContain('&lt;b&gt;hi&lt;/b&gt;');
  expect(html).toContain(texts.chat.sending);
  expect(html).toContain(texts.chat.failed['log-unavailable']);
  expect(html).toContain(texts.chat.failed.other);
  expect(html.match(new RegExp(texts.chat.retry, 'g'))).toHaveLength(2);
});

test('the banner is there for screen readers before there is something to say', () => {
  const props = { soundBlocked: false, onSound: nothing };
  const calm = markup(Banner, { ...props, state: { ...initialSession('r'), phase: 'joined' } });
  expect(calm).toContain('role="status"');
  expect(calm).not.toContain('class="banner"');
  const blocked = markup(Banner, { ...props, soundBlocked: true, state: initialSession('r') });
  expect(blocked).toContain(texts.banner.soundOn);
});

test.each<[SessionEnd, string]>([
  [{ reason: 'left', code: null }, texts.end.leftText],
  [{ reason: 'replaced', code: null }, texts.end.replacedText],
  [{ reason: 'denied', code: 'come back at noon' }, 'come back at noon'],
  [{ reason: 'kicked', code: 'too loud' }, texts.end.kicked],
  [{ reason: 'refused', code: 'room-full' }, texts.end.codes['room-full']],
  [{ reason: 'refused', code: 'room-locked' }, texts.room.door.locked],
  [{ reason: 'ended', code: null }, texts.end.endedText],
  [{ reason: 'refused', code: 'auth-expired' }, texts.end.codes['auth-expired']],
  [{ reason: 'refused', code: 'other' }, texts.end.codes.other('other')],
  [{ reason: 'refused', code: 'rooms-full' }, texts.end.codes['rooms-full']],
  [{ reason: 'refused', code: 'internal' }, texts.end.codes.other('internal')],
])('the end page explains %o', (end, text) => {
  expect(markup(EndPage, { end, room: 'r', onRejoin: nothing })).toContain(text);
});

test('a wrong address leads to the landing page, which says what is wrong', () => {
  expect(markup(LandingPage, { badRoom: true, onRoom: nothing })).toContain(texts.landing.badRoom);
  expect(markup(LandingPage, { badRoom: false, onRoom: nothing })).toContain(texts.landing.roomHint);
});

test('the waiting page names the room and offers a way out', () => {
  const html = markup(WaitingPage, { room: 'team-7', onLeave: nothing });
  expect(html).toContain('team-7');
  expect(html).toContain(texts.waiting.leave);
});
