import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedSocket, me, welcomeFor } from './_scripted-socket.ts';
import { SessionClient } from './session-client.ts';
import type { SessionEvent, SessionOptions } from './session-client.ts';

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

function socket(index: number = -1): ScriptedSocket {
  const found = ScriptedSocket.opened.at(index);
  if (found === undefined) throw new Error('no socket was opened');
  return found;
}

function join(session: SessionClient): ScriptedSocket {
  session.start();
  socket().open();
  socket().say(welcomeFor(socket()));
  return socket();
}

async function reopen(session: SessionClient): Promise<ScriptedSocket> {
  await vi.advanceTimersByTimeAsync(500);
  expect(session.state.get().phase).toBe('reconnecting');
  socket().open();
  return socket();
}

const nothingNew = { kind: 'events' as const, from: 1, version: 1, events: [] };

test('joins: hello, welcome, room', () => {
  const session = client();
  const line = join(session);
  expect(line.url).toBe('ws://127.0.0.1:1/v1/socket');
  expect(line.sent[0]).toMatchObject({ type: 'hello', room: 'room', name: 'Ada' });
  expect(line.sent[0]).not.toHaveProperty('resume');
  expect(session.state.get()).toMatchObject({ phase: 'joined', me, mode: 'sfu' });
  expect(session.resumeToken).toBe('token-0123456789');
});

test('a broken connection is resumed on another backend with the last version, the room stays', async () => {
  const session = client();
  const heard: SessionEvent['type'][] = [];
  session.listen((event) => heard.push(event.type));
  join(session).break();
  expect(session.state.get()).toMatchObject({ phase: 'reconnecting', attempt: 1 });
  expect(session.state.get().view.participants).toHaveLength(1);
  const line = await reopen(session);
  expect(line.url).toBe('ws://127.0.0.1:2/v1/socket');
  expect(line.last('hello').resume).toEqual({ token: 'token-0123456789', version: 1 });
  line.say(welcomeFor(line, { resumed: true, sync: nothingNew, media: 'kept' }));
  expect(session.state.get()).toMatchObject({ phase: 'joined', attempt: 0 });
  expect(heard).toEqual(['welcome', 'room', 'disconnected', 'welcome', 'room']);
});

test('unanswered chat is sent again under the same id, answered chat is not', async () => {
  const session = client();
  const first = join(session);
  session.sendChat('kept');
  first.say({ type: 'ack', re: first.last('chat').id, version: 2 });
  const event = {
    type: 'chat',
    at: 2,
    participant: me,
    id: first.last('chat').id,
    name: 'Ada',
    text: 'kept',
  };
  first.say({ type: 'events', from: 1, version: 2, events: [event as never] });
  session.sendChat('lost?');
  const { id } = first.last('chat');
  first.break();
  session.sendChat('written while away');
  const second = await reopen(session);
  second.say(welcomeFor(second, { resumed: true, sync: { ...nothingNew, from: 2, version: 2 } }));
  const texts = second.sent.flatMap((message) => (message.type === 'chat' ? [message.text] : []));
  expect(texts).toEqual(['lost?', 'written while away']);
  expect(second.sent.find((message) => message.type === 'chat')?.id).toBe(id);
});

test('refused chat is shown as failed and can be sent again; it goes by itself when the log is back', async () => {
  const session = client();
  const line = join(session);
  session.sendChat('hello');
  const { id } = line.last('chat');
  line.say({ type: 'error', re: id, code: 'log-unavailable', message: '', retryable: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(session.state.get().outbox).toEqual([
    { id, text: 'hello', state: 'failed', code: 'log-unavailable' },
  ]);
  line.say({ type: 'log-state', ok: false });
  expect(session.state.get().logOk).toBe(false);
  line.say({ type: 'log-state', ok: true });
  expect(line.count('chat')).toBe(2);
  expect(line.last('chat').id).toBe(id);
});

test('chat without answer fails at the deadline instead of waiting for ever', async () => {
  const session = client();
  const line = join(session);
  session.sendChat('hello');
  for (let second = 0; second < 10; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    const ping = line.sent.findLast((message) => message.type === 'ping');
    if (ping) line.say({ type: 'pong', re: ping.id });
  }
  expect(session.state.get().outbox[0]).toMatchObject({ state: 'failed', code: 'timeout' });
  session.retryChat(session.state.get().outbox[0]?.id ?? '');
  expect(line.count('chat')).toBe(2);
});

test('a refused resume joins anew on the same connection', async () => {
  const session = client({ resumeToken: 'old-token-0123456' });
  session.start();
  const line = socket();
  line.open();
  expect(line.last('hello').resume?.version).toBe(0);
  line.say({
    type: 'error',
    re: line.last('hello').id,
    code: 'resume-refused',
    message: '',
    retryable: false,
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(line.count('hello')).toBe(2);
  expect(line.last('hello')).not.toHaveProperty('resume');
});

test('a final refusal ends the session with its code, a passing one is tried again', async () => {
  const full = client();
  full.start();
  socket().open();
  const { id } = socket().last('hello');
  socket().say({ type: 'error', re: id, code: 'room-full', message: '', retryable: false });
  await vi.advanceTimersByTimeAsync(0);
  expect(full.state.get()).toMatchObject({ phase: 'ended', end: { reason: 'refused', code: 'room-full' } });

  const away = client();
  away.start();
  const line = socket();
  line.open();
  line.say({
    type: 'error',
    re: line.last('hello').id,
    code: 'log-unavailable',
    message: '',
    retryable: true,
  });
  await vi.advanceTimersByTimeAsync(500);
  expect(away.state.get().phase).toBe('connecting');
  expect(socket()).not.toBe(line);
});

test('a gap in the versions asks for sync once and goes on from its answer', () => {
  const session = client();
  const line = join(session);
  const left = { type: 'left', at: 3, participant: me, reason: 'left' } as const;
  line.say({ type: 'events', from: 4, version: 5, events: [left] });
  line.say({ type: 'events', from: 5, version: 6, events: [left] });
  expect(line.count('sync')).toBe(1);
  expect(line.last('sync').version).toBe(1);
  const events = { ...nothingNew, version: 6 };
  line.say({ type: 'sync', re: line.last('sync').id, sync: events });
  expect(session.state.get().view.version).toBe(6);
});

test('microphone and camera are announced once, and again after a reconnect that lost it', async () => {
  const session = client();
  session.setMedia({ audio: true, video: false });
  const line = join(session);
  expect(line.last('media')).toMatchObject({ audio: true, video: false });
  session.setMedia({ audio: true, video: false });
  expect(line.count('media')).toBe(1);
  line.break();
  const second = await reopen(session);
  second.say(welcomeFor(second, { resumed: true, sync: nothingNew }));
  await vi.advanceTimersByTimeAsync(0);
  expect(second.count('media')).toBe(1);
});

test('silence after a ping counts as a broken connection', async () => {
  const session = client();
  join(session);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(session.state.get().phase).toBe('reconnecting');
});

test('a socket that never opens is given up', async () => {
  const session = client();
  session.start();
  await vi.advanceTimersByTimeAsync(4_500);
  expect(ScriptedSocket.opened.length).toBe(2);
  expect(session.state.get()).toMatchObject({ phase: 'connecting', attempt: 1 });
});

test('taken over elsewhere, the session ends and stays ended', async () => {
  const session = client();
  const line = join(session);
  line.say({ type: 'bye', code: 'replaced', message: '' });
  expect(session.state.get()).toMatchObject({ phase: 'ended', end: { reason: 'replaced' } });
  expect(session.resumeToken).toBeNull();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ScriptedSocket.opened).toHaveLength(1);
});

test('a backend that shuts down is left for another at once', async () => {
  const session = client();
  join(session).say({ type: 'bye', code: 'shutdown', message: '' });
  expect(session.state.get().phase).toBe('reconnecting');
  await vi.advanceTimersByTimeAsync(500);
  expect(socket().url).toBe('ws://127.0.0.1:2/v1/socket');
});

test('leaving tells the room and leaves no timer', async () => {
  const session = client();
  const line = join(session);
  const leaving = session.leave();
  line.say({ type: 'ack', re: line.last('leave').id });
  await leaving;
  expect(session.state.get().end).toEqual({ reason: 'left', code: null });
  expect(vi.getTimerCount()).toBe(0);
});

test('what is not a message of the protocol is passed over', () => {
  const session = client();
  const line = join(session);
  line.sayText('no JSON');
  line.sayText('{"type":"from-the-future"}');
  expect(session.state.get().phase).toBe('joined');
});
