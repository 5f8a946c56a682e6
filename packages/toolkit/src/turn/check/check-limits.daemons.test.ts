import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { drainEvents, type ProgressEvent } from '../../base/index.ts';
import { TurnClient } from '../client/index.ts';
import { signRestCredentials } from '../credentials.ts';
import {
  checkOne,
  codesOf,
  coturnAvailable,
  freeServerPort,
  startCoturn,
  testSecret,
  withCoturn,
  type Coturn,
} from '../testing/index.ts';
import { parseTurnUrl } from '../url.ts';
import { checkTurn } from './check-turn.ts';
import type { TurnCheckOptions } from './options.ts';
import type { TurnUrlReport } from './report.ts';
import { turnReportSchema } from './report-schema.ts';

const check = ({ port }: Coturn, options: TurnCheckOptions = {}, transport = 'udp') =>
  checkOne(`turn:127.0.0.1:${port}?transport=${transport}`, options);
/** A Refresh with lifetime 0, in coturn's log. */
const releases = /refreshed, realm=.*lifetime=0$/gm;
const stunCodes = ({ findings }: TurnUrlReport) => findings.map(({ details }) => details?.['stunCode']);

describe.skipIf(!(await coturnAvailable()))('limits and refusals of a real coturn', () => {
  test('403 forbidden peer', async () => {
    await withCoturn({ 'allow-loopback-peers': false }, async (server) => {
      const report = await check(server);
      expect(new Set(codesOf(report))).toEqual(new Set(['TURN_FORBIDDEN_PEER']));
      expect(new Set(stunCodes(report))).toEqual(new Set([403]));
    });
  });

  test('437: the port has an allocation that a crashed client left', async () => {
    await withCoturn({}, async ({ port }) => {
      const credentials = signRestCredentials(testSecret, Math.floor(Date.now() / 1000) + 600, 'alice');
      const localPort = await freeServerPort();
      const server = parseTurnUrl(`turn:127.0.0.1:${port}`);
      const crashed = await TurnClient.connect({ server, credentials, localPort });
      await crashed.allocate();
      crashed.abandon();
      const report = await checkOne(`turn:127.0.0.1:${port}`, { credentials, localPort });
      expect(codesOf(report)).toEqual(['TURN_ALLOCATION_MISMATCH']);
      expect(stunCodes(report)).toEqual([437]);
      // Other credentials than those of the port's session are answered 441 to anything but an Allocate.
      const bob = signRestCredentials(testSecret, Math.floor(Date.now() / 1000) + 600, 'bob');
      await using other = await TurnClient.connect({ server, credentials: bob, localPort });
      await expect(other.refresh()).rejects.toMatchObject({ details: { stunCode: 441 } });
    });
  });

  test.each(['user-quota', 'total-quota'])('486 by %s', async (quota) => {
    await withCoturn({ [quota]: 1 }, async (server) => {
      const report = await check(server);
      expect(codesOf(report)).toEqual(['TURN_QUOTA']);
      expect(stunCodes(report)).toEqual([486]);
    });
  });

  test('508 out of ports', async () => {
    await withCoturn({ 'min-port': 16_990, 'max-port': 16_990 }, async (server) => {
      const report = await check(server);
      expect(codesOf(report)).toEqual(['TURN_OUT_OF_PORTS']);
      expect(stunCodes(report)).toEqual([508]);
    });
  });

  test('300 alternate server: said, followed, and the alternate is checked', async () => {
    await withCoturn({}, async (target) => {
      const alternate = `127.0.0.1:${target.port}`;
      await withCoturn({ 'alternate-server': alternate }, async (server) => {
        for (const transport of ['udp', 'tcp']) {
          const report = await check(server, {}, transport);
          expect(report.findings).toMatchObject([{ code: 'TURN_ALTERNATE_SERVER', severity: 'info' }]);
          expect(report.alternates).toEqual([{ address: '127.0.0.1', port: target.port }]);
          expect(report.paths.relayToRelay).toMatchObject({ received: 5 });
          expect(report.ok).toBe(true);
        }
      });
    });
  });

  test('300 in a loop', async () => {
    const [one, two] = [await freeServerPort(), await freeServerPort()];
    const servers = await Promise.all([
      startCoturn({ port: one, config: { 'alternate-server': `127.0.0.1:${two}` } }),
      startCoturn({ port: two, config: { 'alternate-server': `127.0.0.1:${one}` } }),
    ]);
    try {
      const report = await check(servers[0]);
      expect(report.findings.at(-1)).toMatchObject({ code: 'TURN_ALTERNATE_SERVER', severity: 'error' });
      expect(report.ok).toBe(false);
      expect(report.alternates.map(({ port }) => port)).toEqual([two, one, two]);
    } finally {
      for (const server of servers) await server.stop();
    }
  });

  test('open relay on loopback: an error, unless it is meant so', async () => {
    await withCoturn({}, async (server) => {
      const report = await check(server, { probeOpenRelay: true });
      expect(report.findings).toMatchObject([
        {
          code: 'TURN_OPEN_RELAY',
          severity: 'error',
          details: { targets: ['127.0.0.1', '169.254.169.254'] },
        },
        { code: 'TURN_OPEN_RELAY', severity: 'warning' },
      ]);
      const meant = await check(server, {
        probeOpenRelay: true,
        allowedPeers: ['loopback', 'private', 'shared', 'link-local'],
      });
      expect(meant.findings).toMatchObject([{ code: 'TURN_OPEN_RELAY', severity: 'info' }]);
      expect(meant.ok).toBe(true);
    });
  });

  test('IPv6: reached by it, and loopback peers of both families found', async () => {
    const both = { 'listening-ip': ['127.0.0.1', '::1'], 'relay-ip': ['127.0.0.1', '::1'] };
    await withCoturn(both, async (server) => {
      const report = await checkOne(`turn:[::1]:${server.port}`, { probeOpenRelay: true });
      expect(report.mapped?.address).toBe('::1');
      expect(report.paths.relayToRelay).toMatchObject({ received: 5 });
      expect(report.paths.peerFirst?.skipped).toContain('different families');
      const accepted = report.permissions
        .filter(({ result }) => result === 'accepted')
        .map(({ target }) => target);
      expect(accepted).toEqual(expect.arrayContaining(['127.0.0.1', '::1']));
    });
  });

  test('cancelled in the middle: the allocations are released all the same', async () => {
    await withCoturn({}, async (server) => {
      const cancel = new AbortController();
      const stream = checkTurn([`turn:127.0.0.1:${server.port}`], {
        secret: testSecret,
        signal: cancel.signal,
      });
      const work = drainEvents(stream, (event) => {
        if (event.type === 'step' && event.id.endsWith(' echo')) cancel.abort();
      });
      await expect(work).rejects.toMatchObject({ code: 'BASE_ABORTED' });
      expect(await server.countInLog(releases, 2)).toBe(2);
    });
  });

  test('every allocation is released, and the report fits its JSON Schema', async () => {
    const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(turnReportSchema);
    await withCoturn({}, async (server) => {
      const urls = ['udp', 'tcp'].map((transport) => `turn:127.0.0.1:${server.port}?transport=${transport}`);
      const events: ProgressEvent[] = [];
      const stream = checkTurn([...urls, `stun:127.0.0.1:${server.port}`, 'turn:127.0.0.1:9'], {
        secret: testSecret,
        count: 30,
        rate: 300,
      });
      const report = await drainEvents(stream, (event) => events.push(event));
      validate(JSON.parse(JSON.stringify(report)));
      expect(validate.errors).toBeNull();
      expect(report.urls[0]?.paths.relayToRelay?.p50Us).toBeGreaterThan(0);
      expect(report.urls[2]?.mapped?.address).toBe('127.0.0.1');
      const ended = events.filter((event) => event.type === 'step' && event.state !== 'start');
      expect(ended).toHaveLength(events.length / 2);
      expect(await server.countInLog(/new, realm=/g, 4)).toBe(4);
      expect(await server.countInLog(releases, 4)).toBe(4);
    });
  });
});
