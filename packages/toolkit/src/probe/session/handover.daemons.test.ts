import type { ClientMessage } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import {
  startScriptedBackend,
  welcomeTo,
  type Script,
  type ScriptedBackend,
} from '../testing/scripted-backend.ts';
import { moveTargets } from './_handover.ts';
import { SessionClient } from './session-client.ts';
import type { SessionEvent } from './session-events.ts';

const acknowledging: Script = { onMessage: ({ id: re }, reply) => reply({ type: 'ack', re }) };
const ids = (backend: ScriptedBackend) => backend.received.map(({ id }) => id);
const texts = (messages: readonly ClientMessage[]) =>
  messages.flatMap((message) => (message.type === 'chat' ? [message.text] : []));

async function join(backend: ScriptedBackend) {
  const session = new SessionClient({ urls: [backend.url], room: 'room', name: 'test', timeoutMs: 3_000 });
  const events: SessionEvent[] = [];
  session.on((event) => events.push(event));
  await session.join();
  return { session, types: () => events.map(({ type }) => type), events };
}

function tellToMove(from: ScriptedBackend, ...to: readonly string[]): void {
  from.send({ type: 'move', withinMs: 5_000, backend: 'old', backends: [from.url, ...to] });
}

describe('SessionClient: moving', () => {
  it('asks the new backend what the old one left unanswered, in order, under the same ids', async () => {
    await using old = await startScriptedBackend();
    await using next = await startScriptedBackend(acknowledging);
    const { session, events } = await join(old);
    const first = session.request({ type: 'chat', text: 'one' });
    const second = session.request({ type: 'chat', text: 'two' });
    await expect.poll(() => texts(old.received)).toEqual(['one', 'two']);
    tellToMove(old, next.url);
    await expect.poll(() => events.filter(({ type }) => type === 'welcome')).toHaveLength(2);
    const third = session.request({ type: 'chat', text: 'three' });
    await Promise.all([first, second, third]);
    expect(texts(next.received)).toEqual(['one', 'two', 'three']);
    expect(ids(next).slice(0, 2)).toEqual(ids(old));
    expect(next.hellos[0]?.resume?.token).toBe('token-0123456789abcdef');
    expect(events.some(({ type }) => type === 'disconnected')).toBe(false);
    expect(events.findLast((event) => event.type === 'welcome')).toMatchObject({
      moved: true,
      url: next.url,
    });
    session.close();
  });

  it('takes the last answers of the old backend, but no refusal, and is not ended by its goodbye', async () => {
    await using old = await startScriptedBackend();
    await using next = await startScriptedBackend({
      ...acknowledging,
      onHello: (hello) => {
        // What a real one does when it hears of the newer connection.
        const [one, two] = ids(old);
        old.send({ type: 'ack', re: one ?? '' });
        old.send({ type: 'error', re: two ?? '', code: 'not-allowed', message: 'newer', retryable: false });
        old.send({ type: 'events', from: 0, version: 9, events: [] });
        old.send({ type: 'bye', code: 'replaced', message: 'a newer connection took over' });
        old.socket().close(4409, 'replaced');
        return welcomeTo(hello, { backend: 'next' });
      },
    });
    const { session, types } = await join(old);
    const answers = ['one', 'two'].map((text) => session.request({ type: 'chat', text }));
    await expect.poll(() => texts(old.received)).toEqual(['one', 'two']);
    tellToMove(old, next.url);
    await Promise.all(answers);
    expect(texts(next.received)).toEqual(['two']);
    expect(session.view.version).toBe(0);
    expect(types()).not.toContain('closed');
    expect(types()).not.toContain('disconnected');
    expect(session.welcome?.backend).toBe('next');
    session.close();
  });

  it('stays while nobody else takes it, and goes on asking there', async () => {
    await using old = await startScriptedBackend(acknowledging);
    let refusals = 0;
    await using next = await startScriptedBackend({
      ...acknowledging,
      onHello: (hello) => {
        if ((refusals += 1) > 2) return welcomeTo(hello);
        const why = { code: 'log-unavailable', message: 'no log', retryable: true } as const;
        return { type: 'error', re: hello.id, ...why };
      },
    });
    const { session, types } = await join(old);
    tellToMove(old, 'http://127.0.0.1:9', next.url);
    await expect.poll(() => refusals).toBeGreaterThan(0);
    await session.request({ type: 'chat', text: 'meanwhile' });
    await expect.poll(() => types().filter((type) => type === 'welcome')).toHaveLength(2);
    await session.request({ type: 'chat', text: 'afterwards' });
    expect(texts([...old.received, ...next.received])).toEqual(['meanwhile', 'afterwards']);
    expect(types()).not.toContain('disconnected');
    session.close();
  });

  it('resumes as after any break when both connections end in the middle', async () => {
    let hellos = 0;
    await using old = await startScriptedBackend();
    await using next = await startScriptedBackend({
      onHello: (hello) => {
        if ((hellos += 1) > 1) return welcomeTo(hello);
        old.socket().close(4409, 'replaced');
        next.socket().terminate();
        return undefined;
      },
    });
    const { session, events, types } = await join(old);
    tellToMove(old, next.url);
    await expect.poll(() => types()).toContain('disconnected');
    await expect.poll(() => events.filter((event) => event.type === 'welcome')).toHaveLength(2);
    expect(events.findLast((event) => event.type === 'welcome')).toMatchObject({ moved: false });
    expect(types()).not.toContain('closed');
    session.close();
  });
});

it('spreads over all others, those reached the same way first', () => {
  const urls = [
    'https://a.example.org',
    'https://b.example.org',
    'http://c.example.org',
    'https://d.example.org',
  ];
  const [first = '', second = '', ...rest] = moveTargets('https://a.example.org/', urls);
  expect([first, second].toSorted()).toEqual(['https://b.example.org', 'https://d.example.org']);
  expect(rest).toEqual(['http://c.example.org']);
  expect(moveTargets('https://a.example.org', urls, () => 0).at(0)).toBe('https://b.example.org');
  const seen = new Set(Array.from({ length: 100 }, () => moveTargets('https://a.example.org', urls)[0]));
  expect(seen.size).toBe(2);
});

it('goes to the only URL again: a load balancer is behind it', () => {
  const url = 'https://meet.example.org';
  expect(moveTargets(url, [url, `${url}/`])).toEqual([url]);
});
