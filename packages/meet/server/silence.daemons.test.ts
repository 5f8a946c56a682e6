import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { hasJanus, startJanus, type JanusServer } from '../../../test/support/janus.ts';
import { openMediaAddress, ownMediaAddress, type MediaAddress } from '../../../test/support/media-address.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';
import { WeriftCaller } from '../../../test/support/werift-caller.ts';
import { startBackend, type Backend } from './index.ts';

const available = (await hasJanus()) && (await hasRedis());
if (!available && process.env['CI']) throw new Error('janus or redis-server is not installed');

/** The callers here never stop sending, whatever they are told. */
describe.skipIf(!available)('somebody who was muted and sends on', () => {
  let address: MediaAddress;
  let janus: JanusServer;
  let redis: RedisServer;
  const backends: Backend[] = [];
  const opened: { client: MeetClient; media: WeriftCaller }[] = [];

  async function join(backend: number, room: string, name: string) {
    const client = await MeetClient.open(backends[backend]?.urls[0] ?? '');
    const { participant, resumeToken } = await client.join(room, name);
    const media = new WeriftCaller(client, address.address);
    const caller = { client, media, id: participant, resumeToken };
    opened.push(caller);
    return caller;
  }

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
    address = await openMediaAddress(ownMediaAddress('stoaq', '127.88.16'));
    redis = await startRedis({ port: await freePort(11_000, 11_399) });
    janus = await startJanus({
      name: 'janus-0',
      apiPort: await freePort(11_400, 11_499),
      adminPort: await freePort(11_500, 11_999),
      mediaAddress: address.address,
      rtpPorts: { min: 13_000, max: 13_499 },
    });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({ name, listen: plainListener(0), sfus: [janus.sfu], log: redis.log });
      backends.push(await startBackend(config, { logger: pino({ level: 'silent' }) }));
    }
  });
  afterAll(async () => {
    await Promise.all(opened.map(({ media }) => media.close()));
    for (const { client } of opened) client.close();
    await Promise.all(backends.map((backend) => backend.close()));
    for (const part of [janus, redis, address]) await part[Symbol.asyncDispose]();
  });

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

    const elsewhere = await MeetClient.open(backends[1]?.urls[0] ?? '');
    bob.media.follow(elsewhere);
    const welcome = await elsewhere.join('claimed', 'Bob', {
      token: bob.resumeToken,
      version: bob.client.view.version,
    });
    expect(welcome).toMatchObject({ resumed: true, media: 'kept' });
    expect(await hears(ann.media, bob.id)).toBe(false);
    await elsewhere.ask({ type: 'media', audio: true, video: true });
    await loud(ann.media, bob.id);
    elsewhere.close();
  });
});
