import { createConnection, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { hasJanus, startJanus, type JanusServer } from '../../../test/support/janus.ts';
import { openMediaAddress, ownMediaAddress, type MediaAddress } from '../../../test/support/media-address.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { WeriftCaller } from '../../../test/support/werift-caller.ts';
import { startBackend, type Backend } from './index.ts';

const available = await hasJanus();
if (!available && process.env['CI']) throw new Error('janus is not installed');

/** The connection between backend and Janus, which can be cut. */
class Cable {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(port: number, target: number) {
    this.#server = createServer((near) => {
      const far = createConnection(target, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    }).listen(port, '127.0.0.1');
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe.skipIf(!available)('the connection to Janus', () => {
  let address: MediaAddress;
  let janus: JanusServer;
  let cable: Cable;
  let backend: Backend;
  const callers: WeriftCaller[] = [];
  let rooms = 0;
  const newRoom = () => `link-${(rooms += 1)}`;

  async function call(room: string, name: string) {
    const client = await MeetClient.open(backend.urls[0] ?? '');
    const { participant } = await client.join(room, name);
    const media = new WeriftCaller(client, address.address);
    callers.push(media);
    await media.publish();
    return { client, media, id: participant };
  }

  beforeAll(async () => {
    address = await openMediaAddress(ownMediaAddress('stoam', '127.88.4', 1));
    const apiPort = await freePort(11_000, 11_249);
    janus = await startJanus({
      name: 'janus-0',
      apiPort,
      adminPort: await freePort(11_500, 11_999),
      mediaAddress: address.address,
      rtpPorts: { min: 13_000, max: 13_499 },
    });
    const port = await freePort(11_250, 11_499);
    cable = new Cable(port, apiPort);
    const config = backendConfig({
      listen: plainListener(0),
      sfus: [{ ...janus.sfu, apiUrl: `ws://127.0.0.1:${port}` }],
    });
    const logger = pino({ level: 'silent' });
    backend = await startBackend(config, { logger, settings: { answerMs: 500, tickMs: 300 } });
  });
  afterEach(async () => {
    await Promise.all(callers.splice(0).map((media) => media.close()));
  });
  afterAll(async () => {
    await backend.close();
    await cable.close();
    await janus[Symbol.asyncDispose]();
    await address[Symbol.asyncDispose]();
  });

  it('may break: media goes on, sessions are claimed again, new subscriptions work', async () => {
    const room = newRoom();
    const [a, b] = [await call(room, 'Ann'), await call(room, 'Bob')];
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    a.media.resetGaps();
    for (let n = 0; n < 3; n += 1) {
      cable.cut();
      await Promise.all([a.media.hears(b.id, 10), b.media.hears(a.id, 10)]);
    }
    const c = await call(room, 'Cem');
    await Promise.all([a.media.hears(c.id), b.media.hears(c.id), c.media.hears(a.id)]);
    expect(a.client.received.filter((m) => m.type === 'media-lost')).toEqual([]);
    expect(a.client.view.sfu).toBe('janus-0');
  });

  it('gives a client that does not answer fresh offers, fewer and fewer, and no end of them on request', async () => {
    const room = newRoom();
    const a = await call(room, 'Ann');
    a.client.onMessage = () => {};
    const b = await call(room, 'Bob');
    const offers = () => a.client.received.filter((m) => m.type === 'offer');
    await expect.poll(() => offers().length, { timeout: 5_000 }).toBe(3);
    const numbers = offers().map((offer) => offer.negotiation);
    expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    expect(offers().every((offer) => offer.fresh)).toBe(true);
    // An answer to an offer of the past is told so, and disturbs nothing.
    expect(await a.client.ask({ type: 'answer', negotiation: numbers[0] ?? 0, sdp: 'v=0' })).toMatchObject({
      code: 'stale-negotiation',
    });
    a.client.received.splice(0);
    a.media.follow(a.client);
    await a.media.hears(b.id);
    expect(await a.client.ask({ type: 'resubscribe', mode: 'fresh' })).toMatchObject({ type: 'ack' });
    await a.media.hears(b.id, 100);
  });

  it('restarts ICE of the receiving side on request', async () => {
    const room = newRoom();
    const [a, b] = [await call(room, 'Ann'), await call(room, 'Bob')];
    await a.media.hears(b.id);
    const ufrag = (sdp: string) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
    const first = a.client.received.find((m) => m.type === 'offer');
    a.client.onMessage = () => {};
    a.client.received.splice(0);
    expect(await a.client.ask({ type: 'resubscribe', mode: 'ice-restart' })).toMatchObject({ type: 'ack' });
    const restart = await a.client.next('offer');
    expect(restart.fresh).toBe(false);
    expect(ufrag(restart.sdp)).not.toBe(ufrag(first?.sdp ?? ''));
  });

  it('takes candidates before and after the publication', async () => {
    const room = newRoom();
    const client = await MeetClient.open(backend.urls[0] ?? '');
    await client.join(room, 'Ann');
    const candidate = {
      candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host',
      sdpMid: '0',
      sdpMLineIndex: 0,
    };
    for (const pc of ['publish', 'subscribe'] as const) {
      expect(await client.ask({ type: 'candidate', pc, candidate })).toMatchObject({ type: 'ack' });
      expect(await client.ask({ type: 'candidate', pc, candidate: null })).toMatchObject({ type: 'ack' });
    }
    const media = new WeriftCaller(client, address.address);
    callers.push(media);
    await media.publish();
    expect(await client.ask({ type: 'candidate', pc: 'publish', candidate })).toMatchObject({ type: 'ack' });
    await expect.poll(() => client.view.participants[0]?.published).toEqual(['audio', 'video']);
  });

  it('answers mutated SDP, which Janus survives', async () => {
    const room = newRoom();
    const a = await call(room, 'Ann');
    const [good] = callers.map((media) => media.lastOffer);
    const b = await call(room, 'Bob');
    await b.media.hears(a.id);
    const client = await MeetClient.open(backend.urls[0] ?? '');
    await client.join(room, 'Mal');
    const lines = (good ?? '').split('\r\n');
    const mutation = fc.record({ line: fc.nat(lines.length - 1), cut: fc.nat(40), text: fc.string() });
    for (const { line, cut, text } of fc.sample(mutation, { numRuns: 120, seed: 7 })) {
      const sdp = lines.with(line, (lines[line] ?? '').slice(0, cut) + text).join('\r\n');
      const answer = await client.ask({ type: 'publish', sdp });
      expect(['published', 'error']).toContain(answer.type);
      expect(answer).not.toMatchObject({ code: 'internal' });
      // Stays below the message rate.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all([a.media.hears(b.id), b.media.hears(a.id)]);
    const media = new WeriftCaller(client, address.address);
    callers.push(media);
    await media.publish();
    await a.media.hears(client.welcome?.participant ?? '');
  });
});
