import { emptyRoom, type RoomEvent } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { startScriptedBackend, welcomeTo, type ScriptedBackend } from '../testing/scripted-backend.ts';
import { SessionClient } from './session-client.ts';
import type { SessionEvent, SessionOptions } from './session-events.ts';

function client(urls: readonly string[], options: Partial<SessionOptions> = {}) {
  const session = new SessionClient({ urls, room: 'room', name: 'test', timeoutMs: 2_000, ...options });
  const events: SessionEvent[] = [];
  session.on((event) => events.push(event));
  return { session, events, types: () => events.map(({ type }) => type) };
}

function joined(id: string): RoomEvent {
  return { type: 'joined', at: 1, participant: id, name: id };
}
const people = (session: SessionClient) => session.view.participants.map(({ id }) => id);

async function join(backend: ScriptedBackend, options: Partial<SessionOptions> = {}) {
  const one = client([backend.url], options);
  await one.session.join();
  return one;
}

describe('SessionClient: joining', () => {
  it('takes the next backend when the first is away', async () => {
    await using backend = await startScriptedBackend();
    const { session, types } = client(['http://127.0.0.1:9', backend.url]);
    expect(await session.join()).toMatchObject({ participant: 'p00000001', resumed: false });
    expect(types()).toEqual(['view', 'welcome']);
    session.close();
  });

  it.each([
    ['room-full', 'CALL_ROOM_FULL'],
    ['internal', 'CALL_JOIN_FAILED'],
  ] as const)('says why it was not let in: %s', async (code, expected) => {
    await using backend = await startScriptedBackend({
      onHello: ({ id: re }) => ({ type: 'error', re, code, message: 'no', retryable: false }),
    });
    await expect(client([backend.url]).session.join()).rejects.toMatchObject({ code: expected });
  });

  it('does not wait for ever for a welcome, nor hang on nonsense', async () => {
    await using backend = await startScriptedBackend({ onHello: () => undefined });
    const { session } = client([backend.url], { timeoutMs: 300 });
    const joining = session.join();
    await expect.poll(() => backend.hellos.length).toBe(1);
    for (const text of ['not json', '[]', '{"type":"unheard-of"}', '{"type":"welcome"}'])
      backend.socket().send(text);
    await expect(joining).rejects.toMatchObject({ code: 'CALL_BACKEND_UNREACHABLE' });
  });

  it('names a server that closes at once', async () => {
    await using backend = await startScriptedBackend({
      onHello: () => {
        backend.socket().close(4400, 'bad');
        return undefined;
      },
    });
    await expect(client([backend.url]).session.join()).rejects.toMatchObject({
      code: 'CALL_BACKEND_UNREACHABLE',
      message: expect.stringContaining('4400 bad'),
    });
  });
});

describe('SessionClient: the view', () => {
  it('follows events, and asks for what a gap left out', async () => {
    await using backend = await startScriptedBackend({
      onMessage: (message, reply) => {
        if (message.type !== 'sync') return;
        const events = [joined('p00000002'), joined('p00000003')];
        const sync = { kind: 'events', from: message.version, version: 3, events } as const;
        reply({ type: 'sync', re: message.id, sync });
      },
    });
    const { session } = await join(backend);
    backend.send({ type: 'events', from: 0, version: 1, events: [joined('p00000001')] });
    await expect.poll(() => people(session)).toEqual(['p00000001']);
    // Version 2 got lost on the way.
    backend.send({ type: 'events', from: 2, version: 3, events: [joined('p00000003')] });
    await expect.poll(() => people(session)).toEqual(['p00000001', 'p00000002', 'p00000003']);
    expect(backend.received).toMatchObject([{ type: 'sync', version: 1 }]);
    // An old batch changes nothing.
    backend.send({ type: 'events', from: 0, version: 1, events: [joined('p00000009')] });
    backend.send({ type: 'events', from: 3, version: 4, events: [] });
    await expect.poll(() => session.view.version).toBe(4);
    expect(people(session)).toHaveLength(3);
    session.close();
  });

  it('takes a snapshot for an answer', async () => {
    await using backend = await startScriptedBackend({
      onMessage: ({ id }, reply) => {
        const view = { ...emptyRoom('room'), version: 9, sfu: 'janus-0' };
        reply({ type: 'sync', re: id, sync: { kind: 'snapshot', view } });
      },
    });
    const { session } = await join(backend);
    backend.send({ type: 'events', from: 7, version: 8, events: [] });
    await expect.poll(() => session.view).toMatchObject({ version: 9, sfu: 'janus-0' });
    session.close();
  });
});

describe('SessionClient: requests', () => {
  it('gives each its own answer, refusal or time-out', async () => {
    await using backend = await startScriptedBackend({
      onMessage: (message, reply) => {
        const re = message.id;
        if (message.type === 'publish') reply({ type: 'published', re, sdp: 'answer' });
        if (message.type === 'media') {
          reply({ type: 'error', re, code: 'not-allowed', message: 'no', retryable: false });
        }
      },
    });
    const { session } = await join(backend);
    const slow = session.request({ type: 'unpublish' }, { timeoutMs: 200 });
    await expect(session.request({ type: 'publish', sdp: 'offer' })).resolves.toMatchObject({
      sdp: 'answer',
    });
    await expect(session.request({ type: 'media', audio: true, video: true })).rejects.toMatchObject({
      code: 'CALL_REFUSED',
      details: { code: 'not-allowed' },
    });
    await expect(slow).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    session.close();
    await expect(session.request({ type: 'ping' })).rejects.toMatchObject({ code: 'CALL_INTERRUPTED' });
  });

  it('repeats what is to be kept, under one id, until it is stored', async () => {
    let tries = 0;
    await using backend = await startScriptedBackend({
      onMessage: ({ id: re }, reply) => {
        tries += 1;
        if (tries < 3)
          reply({ type: 'error', re, code: 'log-unavailable', message: 'away', retryable: true });
        else reply({ type: 'ack', re, version: 1 });
      },
    });
    const { session } = await join(backend);
    await expect(session.request({ type: 'chat', text: 'hi' }, { keepMs: 5_000 })).resolves.toMatchObject({
      version: 1,
    });
    expect(tries).toBe(3);
    expect(new Set(backend.received.map(({ id }) => id)).size).toBe(1);
    session.close();
  });

  it('renews TURN credentials before they expire', async () => {
    const server = (username: string) => [{ urls: ['turn:192.0.2.1'], username, credential: 'c' }];
    await using backend = await startScriptedBackend({
      onHello: (hello) =>
        welcomeTo(hello, { iceServers: server('old'), iceServersExpireAt: Date.now() + 1_500 }),
      onMessage: ({ id: re }, reply) =>
        reply({ type: 'ice-servers', re, iceServers: server('new'), expireAt: Date.now() + 600_000 }),
    });
    const { session, types } = await join(backend);
    expect(session.iceServers[0]?.username).toBe('old');
    await expect.poll(() => session.iceServers[0]?.username, { timeout: 3_000 }).toBe('new');
    expect(types()).toContain('ice-servers');
    session.close();
  });
});

describe('SessionClient: coming back', () => {
  it('resumes on another backend with its token and version, and takes waiting requests along', async () => {
    await using second = await startScriptedBackend({
      onHello: (hello) =>
        welcomeTo(hello, { generation: 2, resumeToken: 'token-of-second-0123', media: 'kept' }),
      onMessage: ({ id: re }, reply) => reply({ type: 'ack', re }),
    });
    await using first = await startScriptedBackend({
      onHello: (hello) => welcomeTo(hello, { backends: [second.url] }),
    });
    const { session, types } = await join(first);
    first.send({ type: 'events', from: 0, version: 1, events: [joined('p00000001')] });
    await expect.poll(() => session.view.version).toBe(1);
    const kept = session.request({ type: 'chat', text: 'hi' }, { keepMs: 5_000 });
    const dropped = session.request({ type: 'publish', sdp: 'offer' });
    first.socket().terminate();
    await expect(dropped).rejects.toMatchObject({ code: 'CALL_INTERRUPTED' });
    await expect(kept).resolves.toMatchObject({ type: 'ack' });
    expect(second.hellos).toMatchObject([{ resume: { token: 'token-0123456789abcdef', version: 1 } }]);
    expect(types().filter((type) => type === 'disconnected' || type === 'welcome')).toEqual([
      'welcome',
      'disconnected',
      'welcome',
    ]);
    session.close();
  });

  it('leaves a backend that has fallen silent', async () => {
    let hellos = 0;
    await using backend = await startScriptedBackend({
      onHello: (hello) => {
        hellos += 1;
        return welcomeTo(hello);
      },
    });
    const { session } = await join(backend);
    // No pong, ever: 5 s of silence, 3 s for the ping, then a new connection.
    await expect.poll(() => hellos, { timeout: 15_000 }).toBeGreaterThan(1);
    expect(backend.received.some(({ type }) => type === 'ping')).toBe(true);
    session.close();
  });

  it.each([
    [4409, 'replaced'],
    [4403, 'kicked'],
    [1000, 'left'],
  ])('does not come back after close code %i', async (code, reason) => {
    await using backend = await startScriptedBackend();
    const { session, events } = await join(backend);
    backend.socket().close(code, reason);
    await expect
      .poll(() => events.at(-1))
      .toMatchObject({ type: 'closed', error: { code: 'CALL_SESSION_LOST' } });
    expect(session.connected).toBe(false);
    expect(backend.hellos).toHaveLength(1);
  });

  it('ends when its token is refused, and when nobody answers for too long', async () => {
    await using refusing = await startScriptedBackend({
      onHello: (hello) =>
        hello.resume
          ? { type: 'error', re: hello.id, code: 'resume-refused', message: 'expired', retryable: false }
          : welcomeTo(hello),
    });
    const refused = await join(refusing);
    refusing.socket().terminate();
    await expect
      .poll(() => refused.events.at(-1))
      .toMatchObject({ type: 'closed', error: { message: expect.stringContaining('expired') } });

    const gone = await startScriptedBackend();
    const alone = await join(gone, { resumeForMs: 500 });
    await gone[Symbol.asyncDispose]();
    await expect
      .poll(() => alone.events.at(-1), { timeout: 5_000 })
      .toMatchObject({ type: 'closed', error: { code: 'CALL_SESSION_LOST' } });
  });

  it('stops trying when it is closed meanwhile', async () => {
    const gone = await startScriptedBackend();
    const { session, events } = await join(gone);
    await gone[Symbol.asyncDispose]();
    await expect.poll(() => events.at(-1)?.type).toBe('disconnected');
    await session.leave();
    expect(events.at(-1)).toEqual({ type: 'closed' });
  });
});
