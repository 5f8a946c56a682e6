import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendProcess } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { hasSfuParts, startSfuParts, type Caller, type SfuParts } from '../../../test/support/sfu-parts.ts';

describe.skipIf(!(await hasSfuParts()))('calls over Janus', () => {
  let parts: SfuParts;
  let rooms = 0;
  const newRoom = () => `sfu-${(rooms += 1)}`;

  async function call(backend: BackendProcess | undefined, room: string, name: string): Promise<Caller> {
    const caller = await parts.call(backend, room, name);
    expect(caller.mode).toBe('sfu');
    return caller;
  }

  async function resume(caller: Caller, backend: BackendProcess | undefined, room: string) {
    const client = await MeetClient.open(backend?.url ?? '');
    const { version } = caller.client.view;
    client.view = caller.client.view;
    const welcome = await client.join(room, 'again', { token: caller.token, version });
    caller.client = client;
    caller.media.follow(client);
    return welcome;
  }

  /** Publishes as soon as the room has an SFU again. */
  async function publishAgain({ media }: Caller): Promise<void> {
    const tryIt = () =>
      media.publish().then(
        () => true,
        () => false,
      );
    await expect.poll(tryIt, { timeout: 10_000, interval: 200 }).toBe(true);
  }

  beforeAll(async () => {
    parts = await startSfuParts(2, 'meet-0', 'meet-1');
  });
  afterAll(() => parts?.[Symbol.asyncDispose]());

  it('brings everybody’s audio and video to everybody, over two backends', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    const c = await call(parts.backends[1], room, 'Cem');
    await Promise.all(
      [a, b, c].flatMap((x) => [a, b, c].filter((y) => y !== x).map((y) => x.media.hears(y.id))),
    );
    expect([a, b, c].flatMap((x) => x.media.failures)).toEqual([]);
    // Somebody stops publishing: the others get an offer by themselves and go on.
    expect(await c.client.ask({ type: 'unpublish' })).toMatchObject({ type: 'ack' });
    await expect.poll(() => a.client.view.participants.find((p) => p.id === c.id)?.published).toEqual([]);
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    // … and publishes again, from a new PeerConnection.
    await c.media.publish();
    await a.client.next('events', (m) =>
      m.events.some((e) => e.type === 'published' && e.participant === c.id),
    );
    await b.media.hears(a.id);
  });

  it('claims the SFU session on resume after kill -9 of the backend: media goes on', async () => {
    const room = newRoom();
    const doomed = await parts.startBackend('meet-2');
    const a = await call(doomed, room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    const offers = a.media.offers;
    a.media.resetGaps();
    b.media.resetGaps();
    await doomed.child.stop('SIGKILL');
    await expect.poll(() => a.client.closed !== undefined).toBe(true);
    const welcome = await resume(a, parts.backends[0], room);
    expect(welcome).toMatchObject({ resumed: true, generation: 2, media: 'kept', participant: a.id });
    await Promise.all([a.media.hears(b.id, 50), b.media.hears(a.id, 50)]);
    const gaps = [...a.media.received.values(), ...b.media.received.values()].map((seen) => seen.maxGap);
    // A cut of the media would show as a gap of a second and more; what is here is scheduling.
    expect(Math.max(...gaps)).toBeLessThan(500);
    expect(a.media.offers).toBe(offers);
    // The new owner can change the subscription: somebody else joins.
    const c = await call(parts.backends[1], room, 'Cem');
    await Promise.all([a.media.hears(c.id), c.media.hears(a.id)]);
    expect(a.media.failures).toEqual([]);
  });

  it('sends an offer that nobody answered again after a claim', async () => {
    const room = newRoom();
    const doomed = await parts.startBackend('meet-3');
    const a = await call(doomed, room, 'Ann');
    // The client does not answer the offer that Bob causes.
    a.client.onMessage = () => {};
    const b = await call(parts.backends[1], room, 'Bob');
    const offer = await a.client.next('offer');
    await doomed.child.stop('SIGKILL');
    const welcome = await resume(a, parts.backends[0], room);
    expect(welcome.media).toBe('kept');
    const again = await a.client.next('offer');
    expect(again.negotiation).toBeGreaterThan(offer.negotiation);
    await a.media.hears(b.id);
    expect(again).toMatchObject({ fresh: true, streams: offer.streams });
  });

  it('follows a connection from backend to backend and back, while all of them live', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    for (const [index, generation] of [
      [1, 2],
      [0, 3],
      [1, 4],
    ] as const) {
      const older = a.client;
      expect(await resume(a, parts.backends[index], room)).toMatchObject({ generation, media: 'kept' });
      await expect.poll(() => older.closed?.code).toBe(4409);
      await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    }
    // The subscription still follows what happens, at the newest owner only.
    const c = await call(parts.backends[0], room, 'Cem');
    await Promise.all([a.media.hears(c.id), c.media.hears(a.id), b.media.hears(c.id)]);
    expect(a.media.failures).toEqual([]);
  });

  it('keeps the session on a resume at the same backend', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const b = await call(parts.backends[0], room, 'Bob');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    a.client.drop();
    await expect.poll(() => b.client.view.participants[0]?.connected).toBe(false);
    const welcome = await resume(a, parts.backends[0], room);
    expect(welcome.media).toBe('kept');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
  });

  it('says lost when the session is no more, and a new publication works', async () => {
    const room = newRoom();
    const doomed = await parts.startBackend('meet-4');
    const a = await call(doomed, room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    await doomed.child.stop('SIGKILL');
    // Both SFUs forget everything, and come back before anybody resumes.
    for (const janus of parts.januses) await janus.kill();
    for (const janus of parts.januses) await janus.start();
    const welcome = await resume(a, parts.backends[0], room);
    expect(welcome.media).toBe('lost');
    await publishAgain(a);
    await b.client.next('media-lost');
    await publishAgain(b);
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
  });

  it('moves a room to another SFU when its SFU dies', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    const from = a.client.view.sfu;
    const dead = parts.januses.find((janus) => janus.sfu.name === from);
    await dead?.kill();
    await Promise.all([a, b].map((x) => x.client.next('media-lost')));
    await expect.poll(() => a.client.view.sfu).not.toBe(from);
    await Promise.all([publishAgain(a), publishAgain(b)]);
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    await dead?.start();
  });

  it('lets a call go on while Redis is away; chat is refused then, and kept afterwards', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const b = await call(parts.backends[1], room, 'Bob');
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    await a.client.ask({ type: 'chat', text: 'before' }, 'one');
    a.media.resetGaps();
    await parts.redis.kill();
    await a.client.next('log-state', (message) => !message.ok);
    expect(await a.client.ask({ type: 'chat', text: 'meanwhile' }, 'two')).toMatchObject({
      code: 'log-unavailable',
      retryable: true,
    });
    await Promise.all([a.media.hears(b.id, 100), b.media.hears(a.id, 100)]);
    await parts.redis.start();
    await a.client.next('log-state', (message) => message.ok);
    expect(await a.client.ask({ type: 'chat', text: 'meanwhile' }, 'two')).toMatchObject({ type: 'ack' });
    await expect.poll(() => b.client.view.chat.map((m) => m.text)).toEqual(['before', 'meanwhile']);
    const gaps = [...a.media.received.values()].map((seen) => seen.maxGap);
    expect(Math.max(...gaps)).toBeLessThan(500);
    const c = await call(parts.backends[0], room, 'Cem');
    await Promise.all([a.media.hears(c.id), b.media.hears(c.id), c.media.hears(a.id)]);
  });

  it('does not hang on a client that answers nothing: a fresh offer follows when asked', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    a.client.onMessage = () => {};
    const b = await call(parts.backends[1], room, 'Bob');
    const offer = await a.client.next('offer');
    expect(
      await a.client.ask({ type: 'answer', negotiation: offer.negotiation - 1, sdp: 'v=0' }),
    ).toMatchObject({
      type: 'error',
      code: 'stale-negotiation',
    });
    a.client.received.splice(0);
    a.media.follow(a.client);
    expect(await a.client.ask({ type: 'resubscribe', mode: 'fresh' })).toMatchObject({ type: 'ack' });
    expect(await a.client.next('offer')).toMatchObject({ fresh: true });
    await a.media.hears(b.id);
  });

  it('refuses SDP that the SFU cannot read, and goes on', async () => {
    const room = newRoom();
    const a = await call(parts.backends[0], room, 'Ann');
    const answer = await a.client.ask({ type: 'publish', sdp: 'this is no SDP' });
    expect(answer).toMatchObject({ type: 'error', code: 'sfu-refused' });
    expect((await fetch(`${parts.backends[0]?.url}/health/ready`)).status).toBe(200);
    await a.media.publish();
  });

  it('leaves no session on the SFUs when everybody has left', async () => {
    const present = parts.callers.filter(({ client }) => !client.closed);
    await Promise.all(present.map(({ client }) => client.ask({ type: 'leave' })));
    const plugin = 'janus.plugin.videoroom';
    for (const janus of parts.januses) {
      const sessions = async () => (await janus.admin({ janus: 'list_sessions' }))['sessions'];
      await expect.poll(sessions, { timeout: 5_000 }).toEqual([]);
      const list = async () =>
        (await janus.admin({ janus: 'message_plugin', plugin, request: { request: 'list' } }))['response'];
      await expect.poll(list, { timeout: 5_000 }).toMatchObject({ list: [] });
    }
  });
});
