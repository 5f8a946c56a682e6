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

const available = (await hasRedis()) && (await hasJanus());
if (!available && process.env['CI']) throw new Error('redis-server or janus is not installed');

interface Caller {
  readonly client: MeetClient;
  readonly media: WeriftCaller;
  readonly id: string;
}

describe.skipIf(!available)('screens over Janus and two backends', () => {
  let address: MediaAddress;
  let redis: RedisServer;
  let janus: JanusServer;
  const backends: Backend[] = [];
  const opened: Caller[] = [];

  async function join(backend: number, room: string, name: string): Promise<Caller> {
    const client = await MeetClient.open(backends[backend]?.urls[0] ?? '');
    const { participant } = await client.join(room, name);
    const caller = { client, media: new WeriftCaller(client, address.address), id: participant };
    opened.push(caller);
    return caller;
  }

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
    address = await openMediaAddress(ownMediaAddress('stoas', '127.88.14'));
    redis = await startRedis({ port: await freePort(11_000, 11_499) });
    janus = await startJanus({
      name: 'janus-0',
      apiPort: await freePort(11_500, 11_749),
      adminPort: await freePort(11_750, 11_999),
      mediaAddress: address.address,
      rtpPorts: { min: 13_000, max: 13_499 },
    });
    for (const name of ['meet-0', 'meet-1']) {
      const config = backendConfig({ name, listen: plainListener(0), log: redis.log, sfus: [janus.sfu] });
      backends.push(await startBackend(config, { logger: pino({ level: 'silent' }) }));
    }
  });
  afterAll(async () => {
    await Promise.all(opened.map(({ media }) => media.close()));
    for (const { client } of opened) client.close();
    await Promise.all(backends.map((backend) => backend.close()));
    for (const part of [janus, redis, address]) await part[Symbol.asyncDispose]();
  });

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
