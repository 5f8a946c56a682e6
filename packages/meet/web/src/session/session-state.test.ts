import { emptyRoom } from '@stoa/protocol';
import type { RoomEvent } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { addOutgoing } from './outbox.ts';
import { afterSync, afterWelcome, initialSession } from './session-state.ts';
import type { Welcome } from './session-state.ts';

const joined: RoomEvent = { type: 'joined', at: 1, participant: 'p00000001', name: 'Ada' };
const chat: RoomEvent = { type: 'chat', at: 2, participant: 'p00000001', id: 'c1', name: 'Ada', text: 'hi' };

const welcome: Welcome = {
  type: 'welcome',
  re: 'h',
  participant: 'p00000001',
  generation: 1,
  resumed: false,
  resumeToken: 'x'.repeat(16),
  backend: 'meet-0',
  backends: [],
  mode: 'sfu',
  iceServers: [],
  iceServersExpireAt: null,
  sync: { kind: 'events', from: 0, version: 1, events: [joined] },
  media: 'none',
};

test('the first welcome brings the room', () => {
  const { state, complete } = afterWelcome(initialSession('room'), welcome);
  expect(complete).toBe(true);
  expect(state).toMatchObject({ phase: 'joined', me: 'p00000001', mode: 'sfu', backend: 'meet-0' });
  expect(state.view.participants.map((p) => p.name)).toEqual(['Ada']);
});

test('after a resume the missed events confirm what was sent before', () => {
  const before = afterWelcome(initialSession('room'), welcome).state;
  const sending = { ...before, phase: 'reconnecting' as const, outbox: addOutgoing([], 'c1', 'hi') };
  const sync = { kind: 'events' as const, from: 1, version: 2, events: [chat] };
  const { state } = afterWelcome(sending, { ...welcome, resumed: true, generation: 2, sync });
  expect(state.outbox).toEqual([]);
  expect(state.view.chat.map((m) => m.text)).toEqual(['hi']);
});

test('someone who could not resume is new: old view dropped, unconfirmed chat shown as failed', () => {
  const before = afterWelcome(initialSession('room'), welcome).state;
  const sending = { ...before, outbox: addOutgoing([], 'c9', 'hi') };
  const { state } = afterWelcome(sending, { ...welcome, participant: 'p00000002' });
  expect(state.outbox[0]).toMatchObject({ state: 'failed', code: 'unconfirmed' });
  expect(state.me).toBe('p00000002');
});

test('a welcome whose events do not fit asks for the whole room', () => {
  const sync = { kind: 'events' as const, from: 7, version: 8, events: [chat] };
  const { state, complete } = afterWelcome(initialSession('room'), { ...welcome, resumed: true, sync });
  expect(complete).toBe(false);
  expect(state.phase).toBe('joined');
});

test('a snapshot replaces the view, at the welcome even with a lower version', () => {
  const before = { ...initialSession('room'), view: { ...emptyRoom('room'), version: 9 } };
  const sync = { kind: 'snapshot' as const, view: { ...emptyRoom('room'), version: 4 } };
  expect(afterWelcome(before, { ...welcome, resumed: true, sync }).state.view.version).toBe(4);
  expect(afterSync(before, sync)?.view.version).toBe(9);
});

test('a gap is noticed, an old batch is not', () => {
  const before = { ...initialSession('room'), view: { ...emptyRoom('room'), version: 5 } };
  expect(afterSync(before, { kind: 'events', from: 6, version: 7, events: [chat] })).toBeUndefined();
  expect(afterSync(before, { kind: 'events', from: 3, version: 5, events: [chat] })?.view.version).toBe(5);
});
