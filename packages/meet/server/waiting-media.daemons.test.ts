import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { hasJanus, startJanus, type JanusServer } from '../../../test/support/janus.ts';
import { openMediaAddress, ownMediaAddress, type MediaAddress } from '../../../test/support/media-address.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { WeriftCaller } from '../../../test/support/werift-caller.ts';
import { startBackend, type Backend } from './index.ts';

const available = await hasJanus();
if (!available && process.env['CI']) throw new Error('janus is not installed');

describe.skipIf(!available)('media of people who wait', () => {
  let address: MediaAddress;
  let janus: JanusServer;
  let backend: Backend;
  const opened: { client: MeetClient; media: WeriftCaller }[] = [];

  async function open() {
    const client = await MeetClient.open(backend.urls[0] ?? '');
    const caller = { client, media: new WeriftCaller(client, address.address) };
    opened.push(caller);
    return caller;
  }

  beforeAll(async () => {
    address = await openMediaAddress(ownMediaAddress('stoam', '127.88.4'));
    janus = await startJanus({
      name: 'janus-0',
      apiPort: await freePort(11_000, 11_499),
      adminPort: await freePort(11_500, 11_999),
      mediaAddress: address.address,
      rtpPorts: { min: 13_000, max: 13_499 },
    });
    const config = backendConfig({ listen: plainListener(0), sfus: [janus.sfu] });
    backend = await startBackend(config, { logger: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await Promise.all(opened.map(({ media }) => media.close()));
    for (const { client } of opened) client.close();
    await backend.close();
    for (const part of [janus, address]) await part[Symbol.asyncDispose]();
  });

  it('begins when they are let in, and ends when they are sent out', async () => {
    const ann = await open();
    const host = await ann.client.join('door', 'Ann');
    await ann.media.publish();
    await ann.client.ask({ type: 'waiting-room', on: true });
    const bob = await open();
    const guest = await bob.client.join('door', 'Bob');
    expect(await bob.client.ask({ type: 'publish', sdp: 'v=0' })).toMatchObject({ code: 'not-allowed' });
    expect(await bob.client.ask({ type: 'resubscribe', mode: 'fresh' })).toMatchObject({
      code: 'not-allowed',
    });
    // Long enough for an offer, had one been made: Ann is on air.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(bob.client.received.filter((m) => m.type === 'offer')).toEqual([]);
    expect(await ann.client.ask({ type: 'admit', target: guest.participant })).toMatchObject({ type: 'ack' });
    await bob.client.next('admitted', (m) => m.mode === 'sfu');
    await bob.media.publish();
    await Promise.all([bob.media.hears(host.participant), ann.media.hears(guest.participant)]);
    await ann.client.ask({ type: 'kick', target: guest.participant });
    await expect.poll(() => bob.client.closed?.code).toBe(4403);
    await expect.poll(() => ann.client.view.participants.map((p) => p.id)).toEqual([host.participant]);
    const silent = () =>
      bob.media.hears(host.participant, 20, 1_000).then(
        () => false,
        () => true,
      );
    await expect.poll(silent, { timeout: 10_000 }).toBe(true);
  });
});
