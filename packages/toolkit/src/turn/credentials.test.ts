import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  expiryOf,
  lastExpiry,
  longTermKey,
  restCredentials,
  type RestCredentialsOptions,
} from './credentials.ts';

const at = (seconds: number) => () => seconds * 1000;
const base: RestCredentialsOptions = {
  secret: '0123456789abcdef',
  user: 'alice',
  ttlSeconds: 3600,
  now: at(1_800_000_000),
};

test('the user name holds expiry and user; the password is the HMAC of it', () => {
  // Computed apart: printf %s 1800003600:alice | openssl dgst -sha1 -hmac 0123456789abcdef -binary | base64
  expect(restCredentials(base)).toEqual({
    username: '1800003600:alice',
    password: 'Y/OGvRzExCvNz3szGQsFCe2Wl60=',
  });
});

test('the expiry can be read back from what is made', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), fc.nat(lastExpiry - 86_400), (ttlSeconds, now) => {
      const { username } = restCredentials({ ...base, ttlSeconds, now: at(now) });
      expect(expiryOf(username)).toBe(now + ttlSeconds);
    }),
  );
});

test.each([
  ['TURN_SECRET_EMPTY', { secret: '' }, 'anyone could make'],
  ['TURN_SECRET_SHORT', { secret: 'x'.repeat(15) }, '15 characters'],
  ['TURN_TTL_INVALID', { ttlSeconds: 86_401 }, 'longer than the configured 86400 s'],
  ['TURN_TTL_INVALID', { ttlSeconds: 601, maxTtlSeconds: 600 }, 'longer than the configured 600 s'],
  ['TURN_TTL_INVALID', { ttlSeconds: 0 }, 'whole number'],
  ['TURN_TTL_INVALID', { ttlSeconds: -5 }, 'whole number'],
  ['TURN_TTL_INVALID', { ttlSeconds: Number.NaN }, 'whole number'],
  ['TURN_TTL_INVALID', { ttlSeconds: 1.5 }, 'whole number'],
  ['TURN_EXPIRY_OVERFLOW', { now: at(lastExpiry - 3599) }, '32 bits'],
  ['TURN_EXPIRY_OVERFLOW', { ttlSeconds: 2 ** 32 }, '32 bits'],
  ['TURN_USER_INVALID', { user: '' }, 'user name'],
  ['TURN_USER_INVALID', { user: 'a\nb' }, 'user name'],
  ['TURN_USER_INVALID', { user: 'a'.repeat(498) }, 'user name'],
])('%s for %j', (code, change, message) => {
  const make = () => restCredentials({ ...base, ...change });
  expect(make).toThrow(expect.objectContaining({ code, family: 'usage' }));
  expect(make).toThrow(message);
});

test('the last second of 32 bits is still allowed, and no message shows the secret', () => {
  expect(restCredentials({ ...base, now: at(lastExpiry - 3600) }).username).toBe(`${lastExpiry}:alice`);
  expect(() => restCredentials({ ...base, secret: 'tooshort' })).not.toThrow('tooshort');
});

test('the long-term key is the example of RFC 8489 §9.2.2', () => {
  expect(longTermKey('user', 'realm', 'pass')).toBe('8493fbc53ba582fb4c044c456bdc40eb');
});

test.each([
  ['1800003600:alice', 1_800_003_600],
  ['1800003600', 1_800_003_600],
  ['4294967296:bob', 4_294_967_296],
  ['alice', undefined],
  ['12ab:alice', undefined],
  ['', undefined],
])('the expiry of %j is %s', (username, expiry) => {
  expect(expiryOf(username)).toBe(expiry);
});
