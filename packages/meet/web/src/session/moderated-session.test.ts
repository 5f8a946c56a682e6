import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedSocket, me, welcomeFor } from './_scripted-socket.ts';
import { SessionClient } from './session-client.ts';
import type { SessionEvent, SessionOptions } from './session-client.ts';
import { isWaiting } from './session-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
  ScriptedSocket.opened = [];
});
afterEach(() => vi.useRealTimers());

function client(options: Partial<SessionOptions> = {}): SessionClient {
  return new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: (url, _protocol, events) => new ScriptedSocket(url, events),
    ...options,
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

test('the passcode goes with each hello, and a room without one is asked without', () => {
  const session = client({ passcode: 'sesame' });
  const line = join(session);
  expect(line.sent[0]).toMatchObject({ type: 'hello', passcode: 'sesame' });
  expect(join(client()).sent[0]).not.toHaveProperty('passcode');
});

test.each(['passcode-required', 'passcode-wrong', 'room-locked'] as const)(
  '%s ends the attempt with its code',
  async (code) => {
    const session = client();
    session.start();
    socket().open();
    const re = socket().last('hello').id;
    socket().say({ type: 'error', re, code, message: 'no', retryable: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.get()).toMatchObject({ phase: 'ended', end: { reason: 'refused', code } });
    expect(ScriptedSocket.opened).toHaveLength(1);
  },
);

test('a meeting that the host ended is over for good', async () => {
  const session = client();
  join(session).say({ type: 'bye', code: 'ended', message: 'the host ended the meeting' });
  expect(session.state.get().end).toEqual({ reason: 'ended', code: null });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ScriptedSocket.opened).toHaveLength(1);
});

test('what happens is told once, when the room shows it; what nobody keeps is told as it comes', () => {
  const session = client();
  const line = join(session);
  const heard: SessionEvent[] = [];
  const hands: number[] = [];
  session.listen((event) => {
    if (event.type === 'room') return;
    heard.push(event);
    hands.push(session.state.get().view.hands.length);
  });
  const { version } = session.state.get().view;
  const raised = { type: 'hand', at: 1, participant: me, raised: true } as const;
  const batch = { type: 'events', from: version, version: version + 1, events: [raised] } as const;
  line.say({ ...batch, events: [...batch.events] });
  line.say({ ...batch, events: [...batch.events] });
  line.say({ type: 'reaction', from: 'p00000002', reaction: 'heart' });
  line.say({ type: 'unmute-asked', by: 'p00000002' });
  expect(heard.map(({ type }) => type)).toEqual(['events', 'reaction', 'unmute-asked']);
  expect(hands).toEqual([1, 1, 1]);
});

test('a private message keeps its receiver over a retry', async () => {
  const session = client();
  const line = join(session);
  session.sendChat('psst', 'p00000002');
  const { id, to } = line.last('chat');
  expect(to).toBe('p00000002');
  line.say({ type: 'error', re: id, code: 'too-many', message: 'slow down', retryable: true });
  await vi.advanceTimersByTimeAsync(0);
  session.retryChat(id);
  expect(line.last('chat')).toMatchObject({ id, to: 'p00000002' });
  expect(line.count('chat')).toBe(2);
  session.sendChat('hello');
  expect(line.last('chat')).not.toHaveProperty('to');
});
