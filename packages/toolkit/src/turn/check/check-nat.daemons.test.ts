import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkInNetns,
  clientAddress,
  clientAlias,
  codesOf,
  coturnAvailable,
  createNat,
  natAvailable,
  privateAddress,
  publicAddress,
  startCoturn,
  testSecret,
  type Coturn,
  type CoturnConfig,
  type Nat,
  type PlainCheckOptions,
} from '../testing/index.ts';
import type { TurnUrlReport } from './report.ts';

const port = 34_900;
const relay = { min: 38_000, max: 38_099 };
const relayPorts = `${relay.min}:${relay.max}`;
/** A well-configured server behind the NAT; inner networks are refused, its own public address is not. */
const config: CoturnConfig = {
  'listening-ip': privateAddress,
  'relay-ip': privateAddress,
  'external-ip': `${publicAddress}/${privateAddress}`,
  'min-port': relay.min,
  'max-port': relay.max,
  'allow-loopback-peers': false,
  'denied-peer-ip': [
    '10.0.0.0-10.255.255.255',
    '172.16.0.0-172.31.255.255',
    '192.168.0.0-192.168.255.255',
    '100.64.0.0-100.127.255.255',
    '169.254.0.0-169.254.255.255',
    '0.0.0.0-0.255.255.255',
  ],
};
const real = (await coturnAvailable()) && (await natAvailable());

describe.skipIf(!real)('a server behind a NAT (needs root, ip, iptables and coturn)', () => {
  let nat: Nat;
  let server: Coturn;

  beforeAll(async () => {
    nat = await createNat({ ports: [port], relay });
    server = await startCoturn({ config, port, netns: nat.server });
  });
  afterAll(async () => {
    await server?.stop();
    await nat?.remove();
  });

  async function check(options: PlainCheckOptions = {}, transport = 'udp'): Promise<TurnUrlReport> {
    const url = `turn:${publicAddress}:${port}?transport=${transport}`;
    const report = await checkInNetns(nat.client, [url], {
      secret: testSecret,
      count: 20,
      rate: 0,
      ...options,
    });
    const [first] = report.urls;
    if (!first) throw new Error('no report');
    return first;
  }

  /** Restarts the server with other options, for one test. */
  async function withServer<T>(changes: CoturnConfig, work: () => Promise<T>): Promise<T> {
    await server.stop();
    server = await startCoturn({ config: { ...config, ...changes }, port, netns: nat.server });
    try {
      return await work();
    } finally {
      await server.stop();
      server = await startCoturn({ config, port, netns: nat.server });
    }
  }

  test.each(['udp', 'tcp'])(
    'well configured, over %s: no finding, and the relayed address is the public one',
    async (transport) => {
      const report = await check({}, transport);
      expect(report.findings).toEqual([]);
      expect(report.ok).toBe(true);
      expect(report.relayed?.address).toBe(publicAddress);
      expect(report.mapped?.address).toBe(clientAddress);
      expect(report.paths).toMatchObject({
        relayToRelay: { sent: 20, received: 20 },
        relayFirst: { sent: 10, there: 10, back: 10 },
        peerFirst: { sent: 10, there: 10, back: 10 },
      });
      expect(report.permissions.filter(({ result }) => result === 'accepted')).toEqual([]);
    },
  );

  test('relay range not forwarded: everything else passes, only the peer that speaks first finds it', async () => {
    const rule = ['-t', 'nat', '-p', 'udp', '-d', publicAddress, '--dport', relayPorts, '-j', 'RETURN'];
    const report = await nat.withRule(nat.host, 'PREROUTING', rule, () => check());
    expect(report.paths).toMatchObject({
      relayToRelay: { sent: 20, received: 20 },
      relayFirst: { there: 10, back: 10 },
      peerFirst: { sent: 10, there: 0, back: 0 },
    });
    expect(codesOf(report)).toEqual(['TURN_RELAY_RANGE_CLOSED']);
    expect(report.ok).toBe(false);
  });

  test('external-ip missing: relay to relay still passes, the relayed address is private', async () => {
    // Without it a server must be allowed to reach its own private address, or already the permission fails.
    await withServer({ 'external-ip': false, 'denied-peer-ip': false }, async () => {
      const report = await check({ probeOpenRelay: false });
      expect(report.relayed?.address).toBe(privateAddress);
      expect(report.paths.relayToRelay).toMatchObject({ sent: 20, received: 20 });
      expect(codesOf(report)).toContain('TURN_RELAY_PRIVATE');
      const allowed = await check({ probeOpenRelay: false, allowPrivateRelay: true });
      expect(codesOf(allowed)).not.toContain('TURN_RELAY_PRIVATE');
    });
  });

  test.each(['udp', 'tcp'])('filtered: a firewall drops %s', async (transport) => {
    const rule = ['-p', transport, '--dport', String(port), '-j', 'DROP'];
    const report = await nat.withRule(nat.host, 'FORWARD', rule, () =>
      check({ connectTimeoutMs: 700, requestTimeoutMs: 700 }, transport),
    );
    expect(codesOf(report)).toEqual(['TURN_FILTERED']);
  });

  test('unreachable: there is no route', async () => {
    // The client's namespace has no default route.
    const report = await checkInNetns(nat.client, ['turn:198.51.100.1', 'turn:198.51.100.1?transport=tcp'], {
      secret: testSecret,
    });
    expect(report.urls.map(codesOf)).toEqual([['TURN_UNREACHABLE'], ['TURN_UNREACHABLE']]);
  });

  const toRelay = ['-i', 'sn-c1', '-p', 'udp', '--dport', relayPorts, '-j', 'DROP'];
  const toPeer = ['-i', 'sn-s1', '-p', 'udp', '--sport', relayPorts, '-j', 'DROP'];

  test('one-way relay: nothing comes back to the relay', async () => {
    const report = await nat.withRule(nat.host, 'FORWARD', toRelay, () => check());
    expect(report.paths).toMatchObject({ relayFirst: { there: 10, back: 0 }, peerFirst: { there: 0 } });
    expect(codesOf(report)).toEqual(['TURN_ONE_WAY_RELAY']);
  });

  test('one-way relay: nothing leaves the relay', async () => {
    const report = await nat.withRule(nat.host, 'FORWARD', toPeer, () => check());
    expect(report.paths).toMatchObject({ relayFirst: { there: 0 }, peerFirst: { there: 10, back: 0 } });
    expect(codesOf(report)).toEqual(['TURN_ONE_WAY_RELAY']);
  });

  test('no echo with outside peers: both directions are dropped', async () => {
    const report = await nat.withRule(nat.host, 'FORWARD', toPeer, () =>
      nat.withRule(nat.host, 'FORWARD', toRelay, () => check()),
    );
    expect(report.paths.relayToRelay).toMatchObject({ received: 20 });
    expect(codesOf(report)).toEqual(['TURN_NO_ECHO']);
  });

  test('no echo between relays: the server cannot reach itself', async () => {
    // In INPUT: dropped in OUTPUT, coturn's sendmsg fails and it gives the allocation up.
    const rule = ['-i', 'lo', '-p', 'udp', '--sport', relayPorts, '-j', 'DROP'];
    const report = await nat.withRule(nat.server, 'INPUT', rule, () => check());
    expect(report.paths.relayToRelay).toMatchObject({ received: 0 });
    expect(codesOf(report)).toEqual(['TURN_NO_ECHO']);
  });

  test('a machine behind a NAT itself: the peer speaks first from its mapped address, the rest is left out', async () => {
    const rule = ['-t', 'nat', '-o', 'sn-c0', '-p', 'udp', '-j', 'SNAT', '--to-source', clientAlias];
    const report = await nat.withRule(nat.client, 'POSTROUTING', rule, () => check());
    expect(report.mapped?.address).toBe(clientAlias);
    expect(report.paths.relayFirst).toMatchObject({
      sent: 0,
      skipped: expect.stringContaining('behind a NAT'),
    });
    expect(report.paths.peerFirst).toMatchObject({ there: 10, back: 10 });
    expect(report.findings).toEqual([]);
  });

  test('packet loss is counted', async () => {
    const nth = ['-m', 'statistic', '--mode', 'nth', '--every', '20', '--packet', '0', '-j', 'DROP'];
    const rule = ['-i', 'lo', '-p', 'udp', '--sport', relayPorts, ...nth];
    const report = await nat.withRule(nat.server, 'INPUT', rule, () => check({ count: 100, rate: 500 }));
    // Every 20th of 200 packets (there and back), so about 10 of 100 round trips.
    const { sent, received } = report.paths.relayToRelay ?? { sent: 0, received: 0 };
    expect(sent - received).toBeGreaterThanOrEqual(8);
    expect(sent - received).toBeLessThanOrEqual(11);
    expect(report.findings).toMatchObject([{ code: 'TURN_PACKET_LOSS', severity: 'error' }]);
  });

  test('open relay: a public server that permits inner networks', async () => {
    const report = await withServer({ 'denied-peer-ip': false }, () => check());
    expect(report.findings).toMatchObject([{ code: 'TURN_OPEN_RELAY', severity: 'error' }]);
    expect(report.findings[0]?.details?.['targets']).toContain('169.254.169.254');
    expect(report.findings[0]?.details?.['targets']).not.toContain('127.0.0.1');
  });
});
