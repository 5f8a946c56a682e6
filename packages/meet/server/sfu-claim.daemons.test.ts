import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendProcess } from '../../../test/support/backend.ts';
import { waitFor } from '../../../test/support/child.ts';
import { startJanusProxy, type JanusProxy, type PassingMessage } from '../../../test/support/janus-proxy.ts';
import { ConnectionEnded, MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasSfuParts, startSfuParts, type Caller, type SfuParts } from '../../../test/support/sfu-parts.ts';

const kept = { resumed: true, media: 'kept' };

const asks =
  (...requests: string[]) =>
  ({ from, request = '' }: PassingMessage) =>
    from === 'backend' && requests.includes(request);

/**
 * A Janus session goes to another backend while the earlier one, which lives, has a request under way: Janus takes it
 * from whoever sends it, and its result goes to the newest claimer.
 */
describe.skipIf(!(await hasSfuParts()))(
  'claims while the earlier backend still has a request under way',
  () => {
    let parts: SfuParts;
    /** Between the slow backend and Janus. */
    let proxy: JanusProxy;
    let slow: BackendProcess;
    let quick: BackendProcess;
    let rooms = 0;
    const newRoom = () => `claim-${(rooms += 1)}`;

    const join: SfuParts['join'] = (...where) => parts.join(...where);
    const call: SfuParts['call'] = (...where) => parts.call(...where);

    /** Resumes elsewhere; the earlier backend learns of it and closes its connection. */
    async function moveTo(backend: BackendProcess, caller: Caller, room: string) {
      const older = caller.client;
      const client = await MeetClient.open(backend.url);
      client.view = older.view;
      const welcome = await client.join(room, 'again', { token: caller.token, version: older.view.version });
      caller.client = client;
      caller.media.follow(client);
      await expect.poll(() => older.closed?.code).toBe(4409);
      return welcome;
    }

    function keptBack(count: number): Promise<unknown> {
      return waitFor('the request is kept back', () => proxy.kept.length >= count);
    }

    /** What was kept back arrives now, and has its effect before anything else is looked at. */
    async function letGo(): Promise<void> {
      proxy.letGo();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }

    /** Everybody gets everybody's media. */
    async function allHear(...callers: readonly Caller[]): Promise<void> {
      await Promise.all(
        callers.flatMap((one) => callers.filter((x) => x !== one).map((other) => one.media.hears(other.id))),
      );
      expect(callers.flatMap(({ media }) => media.failures)).toEqual([]);
    }

    beforeAll(async () => {
      parts = await startSfuParts(1);
      const [janus] = parts.januses;
      if (!janus) throw new Error('no Janus');
      proxy = await startJanusProxy(janus.sfu.apiUrl, await freePort(12_500, 12_999));
      slow = await parts.startBackend('meet-slow', { sfus: [{ ...janus.sfu, apiUrl: proxy.url }] });
      quick = await parts.startBackend('meet-quick');
    });
    afterAll(async () => {
      await parts?.[Symbol.asyncDispose]();
      await proxy?.[Symbol.asyncDispose]();
    });

    it.each(['join', 'start'])('the first %s of a subscription', async (request) => {
      const room = newRoom();
      const a = await call(slow, room, 'Ann');
      proxy.keepBack(asks(request));
      const b = await call(quick, room, 'Bob');
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject(kept);
      await letGo();
      await allHear(a, b);
      const c = await call(quick, room, 'Cem');
      await allHear(a, b, c);
    });

    it.each(['update', 'start'])(
      'the %s of a subscription that runs: it is not interrupted',
      async (request) => {
        const room = newRoom();
        const a = await call(slow, room, 'Ann');
        const b = await call(quick, room, 'Bob');
        await allHear(a, b);
        proxy.keepBack(asks(request));
        const c = await call(quick, room, 'Cem');
        await keptBack(1);
        a.media.resetGaps();
        expect(await moveTo(quick, a, room)).toMatchObject(kept);
        await letGo();
        await allHear(a, b, c);
        expect(a.media.fresh).toBe(1);
        expect(a.media.received.get(`${b.id}/audio`)?.maxGap).toBeLessThan(500);
      },
    );

    it('the end of a subscription that was to be made anew', async () => {
      const room = newRoom();
      const a = await call(slow, room, 'Ann');
      const b = await call(quick, room, 'Bob');
      await allHear(a, b);
      proxy.keepBack(({ janus: kind }) => kind === 'detach');
      void a.client.ask({ type: 'resubscribe', mode: 'fresh' }).catch(() => {});
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject(kept);
      await letGo();
      await allHear(a, b);
    });

    it('a publication of which the client has no answer', async () => {
      const room = newRoom();
      const a = await join(slow, room, 'Ann');
      const b = await call(quick, room, 'Bob');
      proxy.keepBack(asks('joinandconfigure'));
      const lost = a.media.publish().catch((error: unknown) => error);
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject(kept);
      expect(await lost).toBeInstanceOf(ConnectionEnded);
      await letGo();
      await a.media.publish();
      await allHear(a, b);
    });

    it('a publication that the SFU has answered, but not the earlier backend', async () => {
      const room = newRoom();
      const a = await join(slow, room, 'Ann');
      const b = await call(quick, room, 'Bob');
      proxy.keepBack(({ from, text }) => from === 'janus' && text.includes('"answer"'));
      const lost = a.media.publish().catch((error: unknown) => error);
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject(kept);
      expect(await lost).toBeInstanceOf(ConnectionEnded);
      await a.media.repeatPublish();
      await letGo();
      await allHear(a, b);
    });

    it('the end of a publication that goes on otherwise: the client is told to publish anew', async () => {
      const room = newRoom();
      const a = await call(slow, room, 'Ann');
      const b = await call(quick, room, 'Bob');
      await allHear(a, b);
      proxy.keepBack(({ janus: kind }) => kind === 'detach');
      void a.client.ask({ type: 'unpublish' }).catch(() => {});
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject(kept);
      proxy.letGo();
      await a.client.next('media-lost');
      await a.media.publish();
      // Not Bob: werift does not go on with an m-line that is used again.
      const c = await call(quick, room, 'Cem');
      await allHear(a, c);
    });

    it('a claim that comes later than the one of a third backend', async () => {
      const room = newRoom();
      const a = await call(quick, room, 'Ann');
      const b = await call(quick, room, 'Bob');
      await allHear(a, b);
      proxy.keepBack(({ janus: kind }) => kind === 'claim');
      const between = await MeetClient.open(slow.url);
      const { version } = a.client.view;
      between.send({ type: 'hello', room, name: 'again', resume: { token: a.token, version } });
      await keptBack(1);
      expect(await moveTo(quick, a, room)).toMatchObject({ generation: 3, media: 'kept' });
      // Now the results of what the quick backend asks for go to the slow one.
      await letGo();
      const c = await call(quick, room, 'Cem');
      await allHear(a, b, c);
      between.close();
    });
  },
);
