import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep } from '../../base/index.ts';
import type { Endpoint } from '../codec/index.ts';
import { restCredentials } from '../credentials.ts';
import {
  coturnAvailable,
  createTestCa,
  startCoturn,
  startUdpProxy,
  testRealm,
  testSecret,
  type Coturn,
  type OnTheWay,
  type TestCa,
} from '../testing/index.ts';
import { parseTurnUrl } from '../url.ts';
import { TurnClient, type TurnClientOptions } from './turn-client.ts';

describe.skipIf(!(await coturnAvailable()))('the client with a real coturn', () => {
  let ca: TestCa;
  let coturn: Coturn;
  beforeAll(async () => {
    ca = await createTestCa();
    const { certFile, keyFile } = await ca.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });
    coturn = await startCoturn({ config: { 'no-tls': false, cert: certFile, pkey: keyFile } });
  });
  afterAll(async () => {
    await coturn?.stop();
    await ca?.remove();
  });

  const credentials = restCredentials({ secret: testSecret, user: 'alice', ttlSeconds: 600 });
  const connect = (url: string, options: Partial<TurnClientOptions> = {}) =>
    TurnClient.connect({
      server: parseTurnUrl(url.replace('PORT', String(coturn.port))),
      credentials,
      tls: { ca: ca.pem },
      timers: { limitMs: 3_000 },
      ...options,
    });
  async function until(done: () => boolean): Promise<void> {
    for (let i = 0; i < 200 && !done(); i += 1) await sleep(5);
    expect(done()).toBe(true);
  }

  describe.each([
    ['turn:127.0.0.1:PORT', 'TURN_ALLOCATION_MISMATCH'],
    ['turn:127.0.0.1:PORT?transport=tcp', 'TURN_CONNECTION_LOST'],
    ['turns:127.0.0.1:PORT', 'TURN_CONNECTION_LOST'],
  ])('%s', (url, afterRelease) => {
    test('allocation, permission, channel, data both ways, refresh, release', async () => {
      await using a = await connect(url);
      await using b = await connect(url);
      const [forA, forB] = [await a.allocate(), await b.allocate({ lifetime: 700 })];
      expect(forA).toMatchObject({ lifetime: 600, mapped: a.local, relayed: { address: '127.0.0.1' } });
      expect(forB.lifetime).toBe(700);
      expect(a.realm).toBe(testRealm);
      await a.createPermission(forB.relayed.address);
      await expect(a.createPermission('example.org')).rejects.toMatchObject({ code: 'TURN_OPTION_INVALID' });
      await b.createPermission('192.0.2.1', forA.relayed.address);

      // Odd lengths, so that padding over streams is met.
      const heard: string[] = [];
      b.onPeerData = (peer: Endpoint, data) => heard.push(`${peer.port} ${data.toString()}`);
      a.sendTo(forB.relayed, Buffer.from('by indication'));
      await until(() => heard.length === 1);
      expect(heard).toEqual([`${forA.relayed.port} by indication`]);

      await a.channelBind(0x4000, forB.relayed);
      await b.channelBind(0x4001, forA.relayed);
      const channels: string[] = [];
      a.onChannelData = (channel, data) => channels.push(`${channel.toString(16)} ${data.toString()}`);
      b.onChannelData = (channel, data) => channels.push(`${channel.toString(16)} ${data.toString()}`);
      a.sendChannel(0x4000, Buffer.from('there'));
      await until(() => channels.length === 1);
      b.sendChannel(0x4001, Buffer.from('and back!'));
      await until(() => channels.length === 2);
      expect(channels).toEqual(['4001 there', '4000 and back!']);

      expect(await a.refresh(900)).toBe(900);
      await a.release();
      // coturn ends a released allocation, and its connection, after a second; until then it could be revived.
      await sleep(2_000);
      await expect(a.refresh()).rejects.toMatchObject({ code: afterRelease });
    });

    test('binding tells our address', async () => {
      await using client = await connect(url);
      expect(await client.bind()).toEqual(client.local);
    });
  });

  async function throughProxy<T>(
    toServer: OnTheWay,
    toClient: OnTheWay,
    work: (client: TurnClient) => Promise<T>,
  ): Promise<T> {
    const proxy = await startUdpProxy(coturn.port, toServer, toClient);
    const client = await connect(`turn:127.0.0.1:${proxy.port}`, { timers: { rtoMs: 50, limitMs: 1_500 } });
    try {
      return await work(client);
    } finally {
      await client.close();
      proxy.close();
    }
  }
  const pass: OnTheWay = (packet) => packet;

  test('lost requests are sent again, lost answers asked for again', async () => {
    let sent = 0;
    const dropTwo: OnTheWay = (packet, index) => {
      sent = index + 1;
      return index < 2 ? undefined : packet;
    };
    const dropFirst: OnTheWay = (packet, index) => (index === 0 ? undefined : packet);
    const { relayed } = await throughProxy(dropTwo, dropFirst, (client) => client.allocate());
    expect(relayed.address).toBe('127.0.0.1');
    expect(sent).toBeGreaterThanOrEqual(5);
  });

  test('a grant that is not signed with our key does not count', async () => {
    // Changes the lifetime granted and takes the fingerprint, which tells it, away.
    const forge: OnTheWay = (packet) => {
      const at = packet.indexOf(Buffer.from([0, 0x0d, 0, 4]));
      if (packet.readUInt16BE(0) !== 0x0103 || at < 0) return packet;
      const copy = Buffer.from(packet.subarray(0, packet.length - 8));
      copy.writeUInt16BE(copy.length - 20, 2);
      copy.writeUInt32BE(9_999, at + 4);
      return copy;
    };
    await throughProxy(pass, forge, async (client) => {
      await expect(client.allocate()).rejects.toMatchObject({ code: 'TURN_RESPONSE_UNVERIFIED' });
    });
  });

  test('garbage in between harms nothing', async () => {
    let seen = 0;
    const garble: OnTheWay = (packet, index) => {
      seen += 1;
      return index % 2 === 0 ? Buffer.from(packet.map((byte) => byte ^ 0x15)) : packet;
    };
    await throughProxy(pass, garble, (client) => client.allocate());
    expect(seen).toBeGreaterThanOrEqual(4);
  });

  test('silence ends after the limit', async () => {
    const lose: OnTheWay = () => undefined;
    await throughProxy(lose, pass, async (client) => {
      await expect(client.allocate()).rejects.toMatchObject({ code: 'TURN_FILTERED' });
    });
  });

  test('a server that dies ends what is under way', async () => {
    const mortal = await startCoturn();
    const client = await connect(`turn:127.0.0.1:${mortal.port}?transport=tcp`);
    await client.allocate();
    await mortal.stop();
    await expect(client.refresh()).rejects.toMatchObject({ code: 'TURN_CONNECTION_LOST' });
    await client.close();
  });
});
