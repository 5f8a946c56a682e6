import type { ServerMessage } from '@stoa/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedSocket, me, welcomeFor } from './_scripted-socket.ts';
import { SessionClient } from './session-client.ts';
import type { SessionEvent } from './session-client.ts';
import type { Welcome } from './session-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
  ScriptedSocket.opened = [];
});
afterEach(() => vi.useRealTimers());

const backends = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
const move: ServerMessage = { type: 'move', withinMs: 10_000, backend: 'meet-0', backends };
const kept: Partial<Welcome> = {
  resumed: true,
  backend: 'meet-1',
  generation: 2,
  media: 'kept',
  sync: { kind: 'events', from: 1, version: 2, events: [] },
};

function socket(index: number = -1): ScriptedSocket {
  const found = ScriptedSocket.opened.at(index);
  if (found === undefined) throw new Error('no socket was opened');
  return found;
}

/** A session that has joined, all phases that it shows, and all that it tells. */
function joined() {
  const session = new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: (url, _protocol, events) => new ScriptedSocket(url, events),
  });
  session.start();
  socket().open();
  socket().say(welcomeFor(socket()));
  const phases = new Set<string>();
  session.state.subscribe(() => phases.add(session.state.get().phase));
  const heard: SessionEvent['type'][] = [];
  session.listen((event) => heard.push(event.type));
  return { session, old: socket(), phases, heard };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('the old connection serves until the new one is welcomed, and nobody sees anything', async () => {
  const { session, old, phases, heard } = joined();
  old.say(move);
  const next = socket();
  expect(next.url).toBe('ws://127.0.0.1:2/v1/socket');
  session.sendChat('before');
  expect(old.count('chat')).toBe(1);
  next.open();
  expect(next.last('hello').resume).toEqual({ token: 'token-0123456789', version: 1 });
  expect(old.gone).toBe(false);
  next.say(welcomeFor(next, kept));
  await settle();
  session.sendChat('after');
  expect([old.count('chat'), next.count('chat')]).toEqual([1, 0]);
  old.break(4409);
  await settle();
  const sent = next.sent.flatMap((message) => (message.type === 'chat' ? [message.text] : []));
  expect(sent).toEqual(['before', 'after']);
  expect(next.sent.find(({ type }) => type === 'chat')?.id).toBe(old.last('chat').id);
  expect([...phases]).toEqual(['joined']);
  expect(heard).toEqual(['welcome', 'room']);
  expect(session.state.get()).toMatchObject({ me, backend: 'meet-1' });
});

test('answers that the old backend still gives count, its refusals and its goodbye do not', async () => {
  const { session, old } = joined();
  const asked = ['one', 'two'].map((text) => session.request({ type: 'chat', text }));
  const [one, two] = old.sent.filter(({ type }) => type === 'chat').map(({ id }) => id);
  old.say(move);
  const next = socket();
  next.open();
  old.say({ type: 'ack', re: one ?? '' });
  old.say({ type: 'error', re: two ?? '', code: 'not-allowed', message: 'newer', retryable: false });
  old.say({ type: 'bye', code: 'replaced', message: 'a newer connection took over' });
  old.break(4409);
  next.say(welcomeFor(next, kept));
  await settle();
  expect(next.sent.filter(({ type }) => type === 'chat').map(({ id }) => id)).toEqual([two]);
  next.say({ type: 'ack', re: two ?? '' });
  await expect(Promise.all(asked)).resolves.toHaveLength(2);
  expect(session.state.get().phase).toBe('joined');
});

test('it stays where it is while no other backend takes it in', async () => {
  const { session, old, phases } = joined();
  old.say(move);
  socket().break();
  await vi.advanceTimersByTimeAsync(600);
  const second = socket();
  expect(second).not.toBe(old);
  second.open();
  old.say({ type: 'events', from: 1, version: 2, events: [] });
  second.say({
    type: 'error',
    re: second.last('hello').id,
    code: 'draining',
    message: 'no',
    retryable: true,
  });
  await settle();
  expect(session.state.get()).toMatchObject({ phase: 'joined', backend: 'meet-0', view: { version: 2 } });
  session.sendChat('still here');
  expect(old.count('chat')).toBe(1);
  expect([...phases]).toEqual(['joined']);
});

test('when both connections end in the middle it comes back as after any break', async () => {
  const { session, old } = joined();
  session.sendChat('kept');
  const { id } = old.last('chat');
  old.say(move);
  socket().open();
  old.break(4409);
  socket().break();
  await settle();
  expect(session.state.get()).toMatchObject({ phase: 'reconnecting', end: null });
  await vi.advanceTimersByTimeAsync(500);
  socket().open();
  socket().say(welcomeFor(socket(), kept));
  expect(socket().last('chat').id).toBe(id);
  expect(session.state.get().phase).toBe('joined');
});
