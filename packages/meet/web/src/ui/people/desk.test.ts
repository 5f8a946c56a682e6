import type { ServerMessage } from '@stoa/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LocalMedia } from '../../media/index.ts';
import { ScriptedSocket, me, welcomeFor } from '../../session/_scripted-socket.ts';
import { SessionClient } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { roomWith, somebody } from './_room.ts';
import { Desk } from './desk.ts';

const t = texts.notices;
const other = 'p00000002';

beforeEach(() => {
  vi.useFakeTimers();
  ScriptedSocket.opened = [];
});
afterEach(() => vi.useRealTimers());

function atDesk(): { desk: Desk; line: ScriptedSocket; local: LocalMedia; stop: () => void } {
  const session = new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: (url, _protocol, events) => new ScriptedSocket(url, events),
  });
  const local = new LocalMedia(undefined);
  const desk = new Desk({ session, local });
  const stop = desk.follow();
  session.start();
  const line = ScriptedSocket.opened[0];
  if (line === undefined) throw new Error('no socket was opened');
  line.open();
  const view = roomWith([somebody(me, 'host'), somebody(other, 'participant', { name: 'Grace' })]);
  line.say(welcomeFor(line, { sync: { kind: 'snapshot', view } }));
  return { desk, line, local, stop };
}

const shown = (desk: Desk) => desk.toasts.state.get().map((toast) => toast.text);

let version = 1;
beforeEach(() => {
  version = 1;
});
function happens(
  line: ScriptedSocket,
  ...events: Extract<ServerMessage, { type: 'events' }>['events']
): void {
  line.say({ type: 'events', from: version, version: version + events.length, events });
  version += events.length;
}

test('a knock is told with a way to answer, and no longer once it is answered by anybody', () => {
  const { desk, line } = atDesk();
  const knocks = ['p0000000a', 'p0000000b'];
  for (const [index, participant] of knocks.entries()) {
    happens(line, { type: 'joined', at: 1, participant, name: `N${index}`, role: 'waiting' });
  }
  expect(shown(desk)).toEqual([t.knock('N0'), t.knock('N1')]);
  desk.toasts.state.get()[0]?.actions?.[0]?.run();
  expect(line.last('admit').target).toBe('p0000000a');
  happens(line, { type: 'role', at: 1, participant: 'p0000000a', role: 'participant', by: me });
  expect(shown(desk)).toEqual([t.knock('N1')]);
  happens(line, { type: 'left', at: 1, participant: 'p0000000b', reason: 'left' });
  expect(shown(desk)).toEqual([]);
});

test('what the backend refuses is told in words', async () => {
  const { desk, line } = atDesk();
  const done = desk.ask({ type: 'mute', target: other });
  line.say({
    type: 'error',
    re: line.last('mute').id,
    code: 'not-allowed',
    message: 'no',
    retryable: false,
  });
  expect(await done).toBe(false);
  expect(shown(desk)).toEqual([t.failed['not-allowed']]);
  line.break();
  expect(await desk.ask({ type: 'mute-all' })).toBe(false);
  expect(shown(desk)).toEqual([t.failed['connection-lost']]);
});

test('admitting all goes on until it is refused', async () => {
  const { desk, line } = atDesk();
  const knocks = ['p0000000a', 'p0000000b', 'p0000000c'];
  for (const participant of knocks) {
    happens(line, { type: 'joined', at: 1, participant, name: 'N', role: 'waiting' });
  }
  const all = desk.admitAll();
  line.say({ type: 'ack', re: line.last('admit').id });
  await vi.advanceTimersByTimeAsync(0);
  const re = line.last('admit').id;
  line.say({ type: 'error', re, code: 'room-full', message: 'full', retryable: false });
  await all;
  expect(line.count('admit')).toBe(2);
  expect(shown(desk)).toContain(t.failed['room-full']);
});

test('being asked to unmute leaves the choice, and is not said to somebody who can be heard', async () => {
  const { desk, line, local } = atDesk();
  line.say({ type: 'unmute-asked', by: other });
  const [toast] = desk.toasts.state.get();
  expect(toast?.text).toBe(t.unmuteAsked('Grace'));
  expect(toast?.actions?.map((action) => action.label)).toEqual([t.unmute, t.stayMuted]);
  toast?.actions?.[1]?.run();
  expect(local.state.get().audio.problem).toBeNull();
  toast?.actions?.[0]?.run();
  await vi.advanceTimersByTimeAsync(0);
  // There are no devices here; it was tried all the same.
  expect(local.state.get().audio.problem).toBe('insecure');
});

test('reactions of others are shown as they come, own ones when the backend took them', async () => {
  const { desk, line } = atDesk();
  line.say({ type: 'reaction', from: other, reaction: 'heart' });
  const reacting = desk.react('clap');
  expect(desk.reactions.state.get().map((one) => one.reaction)).toEqual(['heart']);
  line.say({ type: 'ack', re: line.last('reaction').id });
  await reacting;
  expect(desk.reactions.state.get().map((one) => [one.from, one.reaction])).toEqual([
    [other, 'heart'],
    [me, 'clap'],
  ]);
});

test('a desk that nobody sits at hears nothing', () => {
  const { desk, line, stop } = atDesk();
  stop();
  happens(line, { type: 'muted', at: 1, participant: me, by: other });
  expect(shown(desk)).toEqual([]);
});
