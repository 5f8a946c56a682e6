import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCodes } from '@stoa/protocol';
import { pino } from 'pino';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { startBackend, type Backend } from './index.ts';
import type { Settings } from './settings.ts';

const quiet = pino({ level: 'silent' });
const settings = {
  helloMs: 400,
  pingMs: 200,
  queueBytes: 64_000,
  refusedInRow: 50,
  messageRate: { perSecond: 50, burst: 100 },
  candidateRate: { perSecond: 50, burst: 150 },
};

describe('bad input', () => {
  let backend: Backend;
  let rooms = 0;
  const newRoom = () => `bad-${(rooms += 1)}`;
  const url = () => backend.urls[0] ?? '';
  const open = () => MeetClient.open(url());

  async function join(name = 'Ann', room = newRoom()): Promise<MeetClient> {
    const client = await open();
    await client.join(room, name);
    return client;
  }

  beforeAll(async () => {
    const config = backendConfig({ listen: plainListener(0), maxMessageBytes: 16_384 });
    backend = await startBackend(config, { logger: quiet, settings });
  });
  afterAll(() => backend.close());

  it.each([
    ['this is not JSON', 'not JSON', null],
    ['{"type":"warp","id":"a"}', 'type', 'a'],
    ['{"type":"chat","id":"b","text":5}', 'text', 'b'],
    ['{"type":"chat","id":"c","text":"x","extra":1}', 'extra', 'c'],
    ['"text"', '', null],
  ])('answers %s with what is wrong', async (text, part, re) => {
    const client = await join();
    client.sendRaw(text);
    const answer = await client.next('error');
    expect(answer).toMatchObject({ code: 'bad-message', re, retryable: false });
    expect(answer.message).toContain(part);
    expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    client.close();
  });

  it('refuses everything but hello and ping before hello', async () => {
    const client = await open();
    expect(await client.ask({ type: 'chat', text: 'hi' })).toMatchObject({
      type: 'error',
      code: 'not-joined',
    });
    expect(await client.ask({ type: 'ice-servers' })).toMatchObject({ code: 'not-joined' });
    expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    client.close();
  });

  it('refuses a second hello, also while the first is under way', async () => {
    const client = await open();
    const room = newRoom();
    const [first, second] = await Promise.all([
      client.ask({ type: 'hello', room, name: 'Ann' }),
      client.ask({ type: 'hello', room, name: 'Bob' }),
    ]);
    expect(first.type).toBe('welcome');
    expect(second).toMatchObject({ type: 'error', code: 'already-joined' });
    expect(client.view.participants).toHaveLength(1);
    client.close();
  });

  it('refuses a resume token that it does not know, and lets join anew on the same connection', async () => {
    const client = await open();
    const room = newRoom();
    const resume = { token: 'x'.repeat(43), version: 5 };
    expect(await client.ask({ type: 'hello', room, name: 'Ann', resume })).toMatchObject({
      type: 'error',
      code: 'resume-refused',
      retryable: false,
    });
    expect(await client.join(room, 'Ann')).toMatchObject({ resumed: false });
    client.close();
  });

  it('answers binary messages', async () => {
    const client = await join();
    client.sendRaw(Buffer.from([1, 2, 3]));
    expect(await client.next('error')).toMatchObject({ code: 'bad-message', re: null });
    client.close();
  });

  it('closes with 1009 on an oversized message', async () => {
    const client = await join();
    client.sendRaw(JSON.stringify({ type: 'chat', id: 'big', text: 'x'.repeat(20_000) }));
    await expect.poll(() => client.closed?.code).toBe(1009);
  });

  it('refuses SFU commands in a mesh, and signals to nobody', async () => {
    const client = await join();
    expect(await client.ask({ type: 'publish', sdp: 'v=0' })).toMatchObject({ code: 'not-allowed' });
    expect(
      await client.ask({ type: 'signal', to: 'p12345678', data: { kind: 'candidate', candidate: null } }),
    ).toMatchObject({ code: 'no-such-participant' });
    client.close();
  });

  it('lets four into a mesh and tells the fifth', async () => {
    const room = newRoom();
    const four = [await join('A', room), await join('B', room), await join('C', room), await join('D', room)];
    const fifth = await open();
    expect(await fifth.ask({ type: 'hello', room, name: 'E' })).toMatchObject({ code: 'room-full' });
    for (const client of [...four, fifth]) client.close();
  });

  it('answers a flood with too-many, keeps candidates apart from it, and ends it', async () => {
    const client = await join();
    for (let n = 0; n < 130; n += 1) client.send({ type: 'ping' }, `flood-${n}`);
    await expect
      .poll(() => client.received.filter((m) => 're' in m && m.re?.startsWith('flood')).length)
      .toBe(130);
    const refused = client.received.filter((m) => m.type === 'error');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.every((m) => m.code === 'too-many' && m.retryable)).toBe(true);
    const [me] = client.view.participants;
    const data = { kind: 'candidate', candidate: null } as const;
    expect(await client.ask({ type: 'signal', to: me?.id ?? '', data })).toMatchObject({
      code: 'no-such-participant',
    });
    for (let n = 0; n < 400; n += 1) client.send({ type: 'ping' });
    await expect.poll(() => client.closed?.code).toBe(4400);
  });

  it('closes a connection that says no hello', async () => {
    const client = await open();
    await client.next('bye', (m) => m.code === 'timeout');
    await expect.poll(() => client.closed?.code).toBe(4408);
  });

  it('closes a connection that answers no pings, and tells the others', async () => {
    const room = newRoom();
    const witness = await join('Wit', room);
    const client = await join('Ann', room);
    // ws answers pings by itself unless the socket is not read.
    client.socket.pause();
    await expect
      .poll(() => witness.view.participants.find((p) => p.name === 'Ann')?.connected, { timeout: 5_000 })
      .toBe(false);
    client.drop();
    witness.close();
  });

  /** Lets a member of a new room read nothing until the backend has given it up. */
  async function overfill(own: Partial<Settings>): Promise<{ slow: Backend; sleeper: MeetClient }> {
    const slow = await startBackend(backendConfig({ listen: plainListener(0) }), {
      logger: quiet,
      settings: {
        ...settings,
        pingMs: 60_000,
        messageRate: { perSecond: 100_000, burst: 100_000 },
        ...own,
      },
    });
    const [reader, sleeper] = [
      await MeetClient.open(slow.urls[0] ?? ''),
      await MeetClient.open(slow.urls[0] ?? ''),
    ];
    const room = newRoom();
    await reader.join(room, 'Reader');
    await sleeper.join(room, 'Sleeper');
    sleeper.socket.pause();
    const text = 'x'.repeat(3_900);
    await expect
      .poll(
        async () => {
          await Promise.all(Array.from({ length: 50 }, () => reader.ask({ type: 'chat', text })));
          return reader.view.participants.find((p) => p.name === 'Sleeper')?.connected;
        },
        { timeout: 20_000, interval: 1 },
      )
      .toBe(false);
    reader.close();
    return { slow, sleeper };
  }

  it('closes a client that reads too slowly, counts it, and tells it why when it reads again', async () => {
    const { slow, sleeper } = await overfill({});
    const metrics = await (await fetch(`${slow.urls[0]}/metrics`)).text();
    expect(metrics).toMatch(/^stoa_meet_slow_consumers_total 1$/m);
    // Longer than a close handshake may take otherwise.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    sleeper.socket.resume();
    await expect.poll(() => sleeper.closed?.code, { timeout: 5_000 }).toBe(closeCodes.tooSlow);
    await slow.close();
  });

  it('cuts a slow client off that does not read in time, and does not wait for one when it ends', async () => {
    const { slow, sleeper } = await overfill({ unreadCloseMs: 100 });
    await expect
      .poll(async () => (await fetch(`${slow.urls[0]}/metrics`)).text(), { timeout: 5_000 })
      .toMatch(/^websocket_connections_total 0$/m);
    sleeper.socket.resume();
    await expect.poll(() => sleeper.closed?.code).toBe(1006);
    await slow.close();
    const other = await overfill({ unreadCloseMs: 60_000 });
    await other.slow.close();
    other.sleeper.socket.resume();
    await expect.poll(() => other.sleeper.closed?.code).toBe(1006);
  });

  it('refuses upgrades without its subprotocol, from foreign pages, and elsewhere', async () => {
    await expect(MeetClient.open(url(), { protocol: 'chat.v9' })).rejects.toThrow('400');
    await expect(MeetClient.open(url(), { origin: 'https://evil.example.org' })).rejects.toThrow('403');
    await expect(MeetClient.open(`${url()}/elsewhere`)).rejects.toThrow('404');
    await expect(MeetClient.open(url(), { origin: 'http://127.0.0.1:9999' })).rejects.toThrow('403');
    const page = await MeetClient.open(url(), { origin: url() });
    page.close();
  });

  it('says with a code why an upgrade is refused', async () => {
    const body = (origin: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(backend.ports[0] ?? 0, '127.0.0.1');
        const lines = [
          'GET /v1/socket HTTP/1.1',
          'Host: localhost',
          'Upgrade: websocket',
          'Connection: Upgrade',
        ];
        socket.write([...lines, `Origin: ${origin}`, '', ''].join('\r\n'));
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('end', () => resolve(text.split('\r\n\r\n')[1] ?? ''));
        socket.on('error', reject);
      });
    expect(await body('https://evil.example.org')).toMatch(/^origin-refused: /);
    expect(await body('http://localhost')).toMatch(/^subprotocol-missing: /);
  });

  it('survives a socket that breaks off in the middle of an upgrade, and broken frames', async () => {
    const port = backend.ports[0] ?? 0;
    const upgrade = [
      'GET /v1/socket HTTP/1.1',
      'Host: 127.0.0.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Protocol: stoa.v1',
      '',
      '',
    ].join('\r\n');
    for (const rest of [
      Buffer.alloc(0),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0x81, 0x05, 1]),
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(upgrade);
          socket.write(rest);
          setTimeout(() => socket.destroy(), 50);
        });
        socket.on('error', () => {});
        socket.on('data', () => {});
        socket.on('close', () => resolve());
      });
    }
    expect((await fetch(`${url()}/health/live`)).ok).toBe(true);
  });
});
