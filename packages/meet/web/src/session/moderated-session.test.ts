import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedSocket, me, welcomeFor } from './_scripted-socket.ts';
import { SessionClient } from './session-client.ts';
import { isWaiting } from './session-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
  ScriptedSocket.opened = [];
});
afterEach(() => vi.useRealTimers());

function client(): SessionClient {
  return new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: (url, _protocol, events) => new ScriptedSocket(url, events),
  });
}

function socket(): ScriptedSocket {
  const found = ScriptedSocket.opened.at(-1);
  if (found === undefined) throw new Error('no socket was opened');
  return found;
}

function join(session: SessionClient): ScriptedSocket {
  session.start();
  socket().open();
  socket().say(welcomeFor(socket()));
  return socket();
}

test('who waits knows only themselves, until let in', () => {
  const session = client();
  session.start();
  socket().open();
  const knocks = { type: 'joined', at: 1, participant: me, name: 'Ada', role: 'waiting' } as const;
  socket().say(welcomeFor(socket(), { sync: { kind: 'events', from: 0, version: 1, events: [knocks] } }));
  const { view } = session.state.get();
  const inside = view.participants.map((person) => ({ ...person, role: 'participant' as const }));
  expect(isWaiting(session.state.get())).toBe(true);
  const order: string[] = [];
  session.listen(({ type }) => order.push(type));
  socket().say({
    type: 'admitted',
    mode: 'sfu',
    iceServers: [],
    iceServersExpireAt: null,
    sync: { kind: 'snapshot', view: { ...view, participants: inside, version: 2 } },
  });
  expect(isWaiting(session.state.get())).toBe(false);
  expect(session.state.get().mode).toBe('sfu');
  // The media engine is there before it is shown the room.
  expect(order).toEqual(['admitted', 'room']);
});

test('a microphone that a moderator switched off is not announced as on again', () => {
  const session = client();
  const line = join(session);
  session.setMedia({ audio: true, video: false });
  let muted = 0;
  session.listen(({ type }) => {
    if (type !== 'muted') return;
    muted += 1;
    session.setMedia({ audio: false, video: false });
  });
  const { version } = session.state.get().view;
  const before = line.sent.length;
  line.say({ type: 'ack', re: line.last('media').id });
  const mute = (participant: string) => ({ type: 'muted', at: 1, participant, by: null }) as const;
  line.say({ type: 'events', from: version, version: version + 1, events: [mute('p00000009')] });
  expect(muted).toBe(0);
  line.say({ type: 'events', from: version + 1, version: version + 2, events: [mute(me)] });
  expect(muted).toBe(1);
  expect(line.sent.slice(before).some((message) => message.type === 'media' && message.audio)).toBe(false);
});

test.each(['kicked', 'denied'] as const)(
  '%s by a moderator, nobody comes back by themselves',
  async (code) => {
    const session = client();
    const line = join(session);
    line.say({ type: 'bye', code, message: 'come back at noon' });
    line.break(4403);
    expect(session.state.get()).toMatchObject({
      phase: 'ended',
      end: { reason: code, code: 'come back at noon' },
    });
    expect(session.resumeToken).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ScriptedSocket.opened).toHaveLength(1);
  },
);
