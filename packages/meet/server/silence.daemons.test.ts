import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { hasSfuParts, startSfuParts, type SfuParts } from '../../../test/support/sfu-parts.ts';
import type { WeriftCaller } from '../../../test/support/werift-caller.ts';

/** The callers here never stop sending, whatever they are told. */
describe.skipIf(!(await hasSfuParts()))('somebody who was muted and sends on', () => {
  let parts: SfuParts;
  const join = (backend: number, room: string, name: string) =>
    parts.join(parts.backends[backend], room, name);

  /** Does somebody's sound arrive? Picture has to, else nothing is proved. */
  async function hears(listener: WeriftCaller, id: string): Promise<boolean> {
    const count = (kind: string) => listener.received.get(`${id}/${kind}`)?.packets ?? 0;
    const [sound, picture] = [count('audio'), count('video')];
    await expect.poll(() => count('video') - picture, { timeout: 10_000 }).toBeGreaterThan(25);
    return count('audio') - sound > 2;
  }
  async function silent(listener: WeriftCaller, id: string): Promise<void> {
    await expect.poll(() => hears(listener, id), { timeout: 15_000 }).toBe(false);
  }
  async function loud(listener: WeriftCaller, id: string): Promise<void> {
    await expect.poll(() => hears(listener, id), { timeout: 15_000 }).toBe(true);
  }

  beforeAll(async () => {
    parts = await startSfuParts(1, 'meet-0', 'meet-1');
  });
  afterAll(() => parts?.[Symbol.asyncDispose]());

  it('is heard by nobody until they say that they are unmuted', async () => {
    const ann = await join(0, 'quiet', 'Ann');
    const bob = await join(1, 'quiet', 'Bob');
    await bob.client.ask({ type: 'media', audio: true, video: true });
    await Promise.all([ann.media.publish(), bob.media.publish()]);
    await loud(ann.media, bob.id);

    await ann.client.ask({ type: 'mute', target: bob.id });
    await silent(ann.media, bob.id);
    // A new connection to the SFU is no way round it, and neither is saying that the microphone is off.
    await bob.client.ask({ type: 'media', audio: false, video: false });
    await bob.client.ask({ type: 'unpublish' });
    await bob.media.publish();
    // Not Ann: werift does not go on with an m-line that is used again.
    const cem = await join(0, 'quiet', 'Cem');
    await silent(cem.media, bob.id);
    expect(await hears(bob.media, ann.id)).toBe(true);

    await bob.client.ask({ type: 'media', audio: true, video: true });
    await loud(cem.media, bob.id);
    expect([...ann.media.failures, ...bob.media.failures, ...cem.media.failures]).toEqual([]);
  });

  it('stays unheard on another session backend, and can unmute there', async () => {
    const ann = await join(0, 'claimed', 'Ann');
    const bob = await join(0, 'claimed', 'Bob');
    await bob.client.ask({ type: 'media', audio: true, video: true });
    await Promise.all([ann.media.publish(), bob.media.publish()]);
    await loud(ann.media, bob.id);
    await ann.client.ask({ type: 'mute', target: bob.id });
    await silent(ann.media, bob.id);

    const elsewhere = await MeetClient.open(parts.backends[1]?.url ?? '');
    bob.media.follow(elsewhere);
    const welcome = await elsewhere.join('claimed', 'Bob', {
      token: bob.token,
      version: bob.client.view.version,
    });
    expect(welcome).toMatchObject({ resumed: true, media: 'kept' });
    expect(await hears(ann.media, bob.id)).toBe(false);
    await elsewhere.ask({ type: 'media', audio: true, video: true });
    await loud(ann.media, bob.id);
    elsewhere.close();
  });
});
