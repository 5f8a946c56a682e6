import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeetClient } from '../../../test/support/meet-client.ts';
import { hasSfuParts, startSfuParts, type Caller, type SfuParts } from '../../../test/support/sfu-parts.ts';

describe.skipIf(!(await hasSfuParts()))('screens over Janus and two backends', () => {
  let parts: SfuParts;
  const join = (backend: number, room: string, name: string) =>
    parts.join(parts.backends[backend], room, name);

  /** What the newest offer to somebody carries of somebody else. */
  function sourcesAt(viewer: Caller, of: Caller): string[] {
    const offer = viewer.client.received.findLast((message) => message.type === 'offer');
    const streams = offer?.type === 'offer' ? offer.streams : [];
    return streams
      .filter(({ participant, active }) => participant === of.id && active)
      .map(({ source, kind }) => `${source} ${kind}`);
  }
  const camera = ['camera audio', 'camera video'];

  beforeAll(async () => {
    parts = await startSfuParts(1, 'meet-0', 'meet-1');
  });
  afterAll(() => parts?.[Symbol.asyncDispose]());

  it('brings a screen to everybody as such, only while it is shared, until a moderator stops it', async () => {
    const ann = await join(0, 'screens', 'Ann');
    const bob = await join(1, 'screens', 'Bob');
    await ann.media.publish();
    await expect(bob.media.publish(true)).rejects.toThrow('not-allowed');
    expect(await bob.client.ask({ type: 'screen', on: true })).toMatchObject({ type: 'ack' });
    await bob.media.publish(true);
    await ann.media.hears(bob.id);
    const kinds = ['audio', 'video', 'screen-video', 'screen-audio'];
    await expect
      .poll(() => ann.client.view.participants.find((p) => p.id === bob.id)?.published)
      .toEqual(kinds);
    await expect.poll(() => sourcesAt(ann, bob)).toEqual([...camera, 'screen video', 'screen audio']);

    // A third person, who comes later, sees it too.
    const cid = await join(0, 'screens', 'Cid');
    await cid.media.publish();
    await expect.poll(() => sourcesAt(cid, bob)).toEqual([...camera, 'screen video', 'screen audio']);

    expect(await ann.client.ask({ type: 'screen-deny', target: bob.id })).toMatchObject({ type: 'ack' });
    // Bob's client goes on sending; nobody gets it.
    await expect.poll(() => sourcesAt(ann, bob)).toEqual(camera);
    await expect.poll(() => sourcesAt(cid, bob)).toEqual(camera);
    expect(bob.client.view.participants.find((p) => p.id === bob.id)?.screen).toBeUndefined();
    expect([ann, bob, cid].flatMap(({ media }) => media.failures)).toEqual([]);
  });

  it('lets whoever asks share once a moderator at another backend has allowed it', async () => {
    const ann = await join(0, 'approval', 'Ann');
    const bob = await join(1, 'approval', 'Bob');
    const send = (who: Caller, message: Parameters<MeetClient['ask']>[0]) => who.client.ask(message);
    await send(ann, { type: 'screen-policy', policy: 'approval' });
    await expect.poll(() => bob.client.view.settings.screenShare).toBe('approval');
    expect(await send(bob, { type: 'screen', on: true })).toMatchObject({ code: 'not-allowed' });
    expect(await send(bob, { type: 'screen-request' })).toMatchObject({ type: 'ack' });
    await expect.poll(() => ann.client.view.participants.find((p) => p.id === bob.id)?.screen).toBe('asked');
    expect(await send(ann, { type: 'screen-allow', target: bob.id })).toMatchObject({ type: 'ack' });
    expect(await send(bob, { type: 'screen', on: true })).toMatchObject({ type: 'ack' });
    await expect
      .poll(() => ann.client.view.participants.find((p) => p.id === bob.id)?.screen)
      .toBe('sharing');
  });
});
