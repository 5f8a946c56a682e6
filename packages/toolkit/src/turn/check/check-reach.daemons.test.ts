import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkOne,
  codesOf,
  coturnAvailable,
  createTestCa,
  freeServerPort,
  withCoturn,
  type Leaf,
  type LeafOptions,
  type TestCa,
} from '../testing/index.ts';
import type { TurnCheckOptions } from './options.ts';

describe('a server that cannot be reached', () => {
  test('name not resolved', async () => {
    const report = await checkOne('turn:turn.stoa.invalid');
    expect(codesOf(report)).toEqual(['TURN_NAME_NOT_RESOLVED']);
    expect(report).toMatchObject({ ok: false, timings: { resolve: expect.any(Number) } });
  });

  test.each(['turn:127.0.0.1:PORT', 'turn:127.0.0.1:PORT?transport=tcp', 'turns:127.0.0.1:PORT'])(
    'port closed: %s',
    async (url) => {
      const report = await checkOne(url.replace('PORT', String(await freeServerPort())));
      expect(codesOf(report)).toEqual(['TURN_PORT_CLOSED']);
    },
  );

  describe('another service on the port', () => {
    let server: Server;
    let port: number;
    beforeAll(async () => {
      port = await freeServerPort();
      server = createServer((socket) => {
        socket.on('error', () => {});
        socket.write('\u0001 this is not STUN at all');
      });
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    });
    afterAll(() => void server.close());

    test('not TURN', async () => {
      expect(codesOf(await checkOne(`turn:127.0.0.1:${port}?transport=tcp`))).toEqual(['TURN_NOT_TURN']);
    });
    test('not TLS', async () => {
      expect(codesOf(await checkOne(`turns:127.0.0.1:${port}`))).toEqual(['TURN_TLS_FAILED']);
    });
  });
});

describe.skipIf(!(await coturnAvailable()))('TLS of a real coturn', () => {
  const names = [
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ] as const;
  let ca: TestCa;
  beforeAll(async () => {
    ca = await createTestCa();
  });
  afterAll(() => ca.remove());

  async function checkLeaf(leaf: LeafOptions, options: TurnCheckOptions = {}, host = '127.0.0.1') {
    const files: Leaf = await ca.issue(leaf);
    const config = { 'no-tls': false, cert: files.certFile, pkey: files.keyFile };
    return await withCoturn(config, ({ port }) =>
      checkOne(`turns:${host}:${port}`, { tls: { ca: ca.pem }, ...options }),
    );
  }

  test.each(['127.0.0.1', 'localhost'])('a good certificate for %s', async (host) => {
    const report = await checkLeaf({ names }, {}, host);
    expect(codesOf(report)).toEqual([]);
    expect(report.tls).toMatchObject({
      protocol: 'TLSv1.2',
      issuer: 'Test CA',
      chainError: null,
      nameError: null,
    });
    expect(report.paths.relayToRelay).toMatchObject({ sent: 5, received: 5 });
  });

  test('untrusted: the CA is not known here', async () => {
    const report = await checkLeaf({ names }, { tls: {} });
    expect(codesOf(report)).toEqual(['TURN_TLS_UNTRUSTED']);
    // Nothing may be sent over such a connection.
    expect(Object.keys(report.timings)).toEqual(['resolve', 'tls']);
  });

  test('expired', async () => {
    const report = await checkLeaf({ names, fromDays: -30, toDays: -1 });
    expect(codesOf(report)).toEqual(['TURN_TLS_EXPIRED']);
    expect(report.findings[0]?.message).toContain('CERT_HAS_EXPIRED');
  });

  test('not valid yet', async () => {
    expect(codesOf(await checkLeaf({ names, fromDays: 1, toDays: 30 }))).toEqual(['TURN_TLS_NOT_YET_VALID']);
  });

  test('wrong name', async () => {
    const report = await checkLeaf({ names: [{ type: 'dns', value: 'other.example.org' }] });
    expect(codesOf(report)).toEqual(['TURN_TLS_WRONG_NAME']);
    expect(report.findings[0]?.message).toContain('DNS:other.example.org');
  });

  test('the name can be given apart from the address', async () => {
    const leaf = { names: [{ type: 'dns', value: 'turn.example.org' }] as const };
    expect(codesOf(await checkLeaf(leaf, { tls: { ca: ca.pem, servername: 'turn.example.org' } }))).toEqual(
      [],
    );
  });

  test('expired and for another name: both are said', async () => {
    const report = await checkLeaf({
      names: [{ type: 'dns', value: 'other.example.org' }],
      fromDays: -9,
      toDays: -1,
    });
    expect(codesOf(report)).toEqual(['TURN_TLS_EXPIRED', 'TURN_TLS_WRONG_NAME']);
  });

  test('expires soon: a warning, and the check goes on', async () => {
    const report = await checkLeaf({ names, toDays: 5 });
    expect(report.findings).toMatchObject([{ code: 'TURN_TLS_EXPIRES_SOON', severity: 'warning' }]);
    expect(report.ok).toBe(true);
    expect(report.relayed).toBeDefined();
  });
});
