import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { drainEvents, sleep } from '../../base/index.ts';
import { lastExpiry, longTermKey, signRestCredentials } from '../credentials.ts';
import {
  checkOne,
  codesOf,
  coturnAvailable,
  testRealm,
  testSecret,
  turnadmin,
  withCoturn,
  type Coturn,
  type CoturnConfig,
} from '../testing/index.ts';
import { checkTurn } from './check-turn.ts';
import type { TurnCheckOptions } from './options.ts';

const hour = 3_600;
const nowSeconds = () => Math.floor(Date.now() / 1000);
/** A clock of ours that is wrong by some seconds: the same as a server whose clock is wrong the other way. */
const shifted = (seconds: number) => () => Date.now() + seconds * 1000;

const checkPort = ({ port }: Coturn, options: TurnCheckOptions) =>
  checkOne(`turn:127.0.0.1:${port}`, options);
const check = (config: CoturnConfig, options: TurnCheckOptions) =>
  withCoturn(config, (server) => checkPort(server, options));
describe.skipIf(!(await coturnAvailable()))('authentication with a real coturn', () => {
  test('good credentials, of every form: no finding', async () => {
    const key = longTermKey('bob', testRealm, 'bobs password');
    const lines = {
      'use-auth-secret': false,
      'static-auth-secret': false,
      'lt-cred-mech': true,
      user: `bob:0x${key}`,
    };
    await withCoturn(lines, async (server) => {
      const byPassword = await checkPort(server, {
        credentials: { username: 'bob', password: 'bobs password' },
      });
      expect(codesOf(byPassword)).toEqual([]);
      expect(codesOf(await checkPort(server, { credentials: { username: 'bob', key: `0x${key}` } }))).toEqual(
        [],
      );
      const wrong = await checkPort(server, { credentials: { username: 'bob', password: 'not his' } });
      expect(codesOf(wrong)).toEqual(['TURN_WRONG_SECRET']);
    });
    const report = await check({}, { secret: testSecret, realm: testRealm });
    expect(codesOf(report)).toEqual([]);
    expect(report.realm).toBe(testRealm);
  });

  test('401 wrong secret, whether the secret or only credentials are given', async () => {
    await withCoturn({}, async (server) => {
      const secret = await checkPort(server, { secret: 'not the secret of it' });
      expect(secret.findings).toMatchObject([{ code: 'TURN_WRONG_SECRET', details: { stunCode: 401 } }]);
      const credentials = signRestCredentials('not the secret of it', nowSeconds() + hour, 'alice');
      expect(codesOf(await checkPort(server, { credentials }))).toEqual(['TURN_WRONG_SECRET']);
      const { urls } = await drainEvents(checkTurn([`turn:127.0.0.1:${server.port}`]));
      expect(urls.map(codesOf)).toEqual([['TURN_UNAUTHORIZED']]);
    });
  });

  test('401 expired', async () => {
    const credentials = signRestCredentials(testSecret, nowSeconds() - 100, 'alice');
    const report = await check({}, { credentials });
    expect(codesOf(report)).toEqual(['TURN_CREDENTIALS_EXPIRED']);
    expect(report.findings[0]?.message).toMatch(/10[0-9] s ago/);
  });

  test.each([-hour, -8 * 86_400])('401 clock skew: the server is %s s off, seen from here', async (shift) => {
    const report = await check({}, { secret: testSecret, now: shifted(shift) });
    expect(codesOf(report)).toEqual(['TURN_CLOCK_SKEW']);
    expect(report.findings[0]).toMatchObject({ severity: 'error' });
    expect(Math.abs((report.clockSkewSeconds ?? 0) + shift)).toBeLessThanOrEqual(2);
  });

  test('clock skew, the server behind: expired credentials are accepted', async () => {
    const report = await check({}, { secret: testSecret, now: shifted(2 * hour) });
    expect(report.findings).toMatchObject([{ code: 'TURN_CLOCK_SKEW', severity: 'warning' }]);
    expect(Math.abs((report.clockSkewSeconds ?? 0) + 2 * hour)).toBeLessThanOrEqual(2);
    expect(report.ok).toBe(true);
  });

  test('401 clock skew by the Date header, when only credentials are given', async () => {
    // A web server on the same machine; ours is the clock that is an hour late.
    const web = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = web.address() as AddressInfo;
      const late = shifted(-hour);
      const credentials = signRestCredentials(testSecret, Math.floor(late() / 1000) + 600, 'alice');
      const report = await check({}, { credentials, now: late, dateUrl: `http://127.0.0.1:${port}/` });
      expect(codesOf(report)).toEqual(['TURN_CLOCK_SKEW']);
      expect(Math.abs((report.clockSkewSeconds ?? 0) - hour)).toBeLessThanOrEqual(2);
    } finally {
      web.close();
    }
  });

  test('32-bit expiry overflow: the last good second is 2147483647', async () => {
    await withCoturn({}, async (server) => {
      const last = await checkPort(server, {
        credentials: signRestCredentials(testSecret, lastExpiry, 'alice'),
      });
      expect(codesOf(last)).toEqual([]);
      for (const expiry of [lastExpiry + 1, 0xffff_ffff, 0x1_0000_0000]) {
        const report = await checkPort(server, {
          credentials: signRestCredentials(testSecret, expiry, 'alice'),
        });
        expect(codesOf(report)).toEqual(['TURN_EXPIRY_OVERFLOW']);
      }
    });
  });

  test('realm missing: coturn without one sends it empty', async () => {
    expect(codesOf(await check({ realm: false }, { secret: testSecret }))).toEqual(['TURN_REALM_MISSING']);
  });

  test('realm different: found with good credentials and as the reason for a 401', async () => {
    const good = await check({ realm: 'other.example.org' }, { secret: testSecret, realm: testRealm });
    expect(codesOf(good)).toEqual(['TURN_REALM_DIFFERENT']);
    const key = longTermKey('bob', testRealm, 'bobs password');
    const lines = { 'use-auth-secret': false, 'static-auth-secret': false, 'lt-cred-mech': true };
    const config = { ...lines, user: 'bob:bobs password', realm: 'other.example.org' };
    const bad = await check(config, { credentials: { username: 'bob', key }, realm: testRealm });
    expect(codesOf(bad)).toEqual(['TURN_REALM_DIFFERENT', 'TURN_WRONG_SECRET']);
    expect(bad.realm).toBe('other.example.org');
  });

  test('438 stale nonce loop', async () => {
    // With a negative lifetime coturn makes nonces that are stale before they arrive.
    const report = await check({ 'stale-nonce': -1 }, { secret: testSecret });
    expect(report.findings).toMatchObject([{ code: 'TURN_STALE_NONCE', details: { stunCode: 438 } }]);
  });

  test('a nonce that goes stale once is no finding', async () => {
    const options = { secret: testSecret, count: 15, rate: 5 };
    // The echo takes 3 s, so the Refresh after it meets a stale nonce of 2 s and gets a new one.
    await withCoturn({ 'stale-nonce': 2 }, async (server) => {
      expect(codesOf(await checkPort(server, options))).toEqual([]);
      expect(await server.countInLog(/error 438/g, 1)).toBeGreaterThan(0);
    });
  });

  test('empty secret accepted, also when the check itself is refused', async () => {
    const report = await check({ 'static-auth-secret': '' }, { secret: testSecret });
    expect(codesOf(report)).toEqual(['TURN_WRONG_SECRET', 'TURN_EMPTY_SECRET']);
    const both = await check({ 'static-auth-secret': ['', testSecret] }, { secret: testSecret });
    expect(codesOf(both)).toEqual(['TURN_EMPTY_SECRET']);
  });

  test('secrets rotated in the database: the old one works until it is taken out', async () => {
    const [old, fresh] = ['the old secret of the test', 'the new secret of the test'];
    await withCoturn({ 'static-auth-secret': false }, async (server) => {
      /** coturn sees a change in its database within a moment. */
      const eventually = async (secret: string, codes: string[]) => {
        const outcome = async () => codesOf(await checkPort(server, { secret }));
        for (let tries = 0; tries < 20 && (await outcome()).join() !== codes.join(); tries += 1)
          await sleep(200);
        expect(await outcome()).toEqual(codes);
      };
      await turnadmin(server, '-s', old);
      await eventually(old, []);
      await turnadmin(server, '-s', fresh);
      await eventually(fresh, []);
      await eventually(old, []);
      await turnadmin(server, '-X', old);
      await eventually(old, ['TURN_WRONG_SECRET']);
      await eventually(fresh, []);
    });
  });

  test('a short secret is worth a warning', async () => {
    const report = await check({ 'static-auth-secret': 'labsecret' }, { secret: 'labsecret' });
    expect(report.findings).toMatchObject([{ code: 'TURN_SECRET_SHORT', severity: 'warning' }]);
  });

  test('no authentication at all', async () => {
    const config = { 'use-auth-secret': false, 'static-auth-secret': false, 'no-auth': true };
    expect(codesOf(await check(config, { secret: testSecret }))).toEqual(['TURN_NO_AUTHENTICATION']);
  });
});
