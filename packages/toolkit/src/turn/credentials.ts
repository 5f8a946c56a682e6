import { createHash, createHmac } from 'node:crypto';
import { turnErrors } from './turn-errors.ts';

export interface TurnCredentials {
  readonly username: string;
  readonly password: string;
}

export interface RestCredentialsOptions {
  /** The secret shared with the TURN server (`static-auth-secret` of coturn). */
  readonly secret: string;
  /** Who the credentials are for; appears in the server's logs. */
  readonly user: string;
  readonly ttlSeconds: number;
  /** The time now, in milliseconds; default Date.now. */
  readonly now?: () => number;
  /** The longest lifetime that is allowed, in seconds; default one day. */
  readonly maxTtlSeconds?: number;
}

/**
 * The last expiry that servers understand, 2038-01-19T03:14:07Z: coturn 4.6.1 reads the expiry into a signed 32-bit
 * number and takes anything later for the past (seen: 2147483647 is accepted, 2147483648 answered with 401).
 */
export const lastExpiry = 0x7fff_ffff;
export const minSecretLength = 16;
const day = 86_400;

/** The credentials that `secret` gives for an expiry in Unix seconds. Nothing is checked: see restCredentials. */
export function signRestCredentials(secret: string, expiry: number, user: string): TurnCredentials {
  const username = `${expiry}:${user}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

function checkSecret(secret: string): void {
  if (secret === '') {
    throw turnErrors.make(
      'TURN_SECRET_EMPTY',
      'the TURN secret is empty: anyone could make valid credentials',
      {
        hint: 'set one of 32 random bytes, as from: openssl rand -hex 32',
      },
    );
  }
  if (secret.length < minSecretLength) {
    throw turnErrors.make(
      'TURN_SECRET_SHORT',
      `the TURN secret has ${secret.length} characters; fewer than ${minSecretLength} can be guessed from one pair of credentials`,
      { hint: 'set one of 32 random bytes, as from: openssl rand -hex 32' },
    );
  }
}

function checkTtl(ttlSeconds: number, maxTtlSeconds: number): void {
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1) {
    throw turnErrors.make(
      'TURN_TTL_INVALID',
      `a lifetime of ${ttlSeconds} s is no whole number of seconds above 0`,
    );
  }
  if (ttlSeconds > maxTtlSeconds) {
    throw turnErrors.make(
      'TURN_TTL_INVALID',
      `a lifetime of ${ttlSeconds} s is longer than the configured ${maxTtlSeconds} s`,
      { hint: 'ask for less, or raise the configured lifetime; leaked credentials work until they expire' },
    );
  }
}

function checkExpiry(expiry: number): void {
  if (expiry <= lastExpiry) return;
  throw turnErrors.make(
    'TURN_EXPIRY_OVERFLOW',
    `the credentials would expire at ${expiry}, beyond ${lastExpiry} (2038-01-19): servers keep the expiry in 32 bits and would take it for long past`,
    { hint: 'ask for a shorter lifetime, or correct the clock of this machine' },
  );
}

/**
 * Time-limited credentials of the TURN REST API as coturn checks them with `use-auth-secret`:
 * `username` is `<expiry in Unix seconds>:<user>`, `password` base64(HMAC-SHA1(secret, username)).
 * @throws TURN_SECRET_EMPTY, TURN_SECRET_SHORT, TURN_TTL_INVALID, TURN_EXPIRY_OVERFLOW, TURN_USER_INVALID
 */
export function restCredentials(options: RestCredentialsOptions): TurnCredentials {
  const { secret, user, ttlSeconds, now = Date.now, maxTtlSeconds = day } = options;
  checkSecret(secret);
  // USERNAME has at most 508 bytes (RFC 8489 §14.3); the expiry takes 11 of them.
  if (user === '' || Buffer.byteLength(user) > 497 || /\p{Cc}/u.test(user)) {
    throw turnErrors.make(
      'TURN_USER_INVALID',
      `${JSON.stringify(user.slice(0, 80))} cannot be a TURN user name`,
      {
        hint: 'use 1 to 497 bytes without control characters',
      },
    );
  }
  const expiry = Math.floor(now() / 1000) + ttlSeconds;
  if (Number.isInteger(ttlSeconds) && ttlSeconds > 0) checkExpiry(expiry);
  checkTtl(ttlSeconds, maxTtlSeconds);
  return signRestCredentials(secret, expiry, user);
}

/**
 * The key of the long-term mechanism, MD5(user:realm:password) in hex (RFC 8489 §9.2.2).
 * coturn takes it as `user=NAME:0xKEY`, so that its file need not hold the password.
 */
export function longTermKey(user: string, realm: string, password: string): string {
  return createHash('md5').update(`${user}:${realm}:${password}`).digest('hex');
}

/** The expiry in a REST user name (`<digits>` or `<digits>:…`), in Unix seconds; undefined when it has none. */
export function expiryOf(username: string): number | undefined {
  const digits = /^(\d{1,15})(?::|$)/.exec(username)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
