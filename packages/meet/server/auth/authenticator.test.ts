import { StoaError } from '@stoa/toolkit/base';
import { signGuestToken, signToken } from '@stoa/toolkit/config';
import fc from 'fast-check';
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { Authenticator, type AuthConfig } from './authenticator.ts';

const secret = 'a secret that the application shares';
const guestSecret = 'another secret, for the guest links';
const config: AuthConfig = {
  required: true,
  clockToleranceMs: 5_000,
  guests: { secret: guestSecret },
  hmac: { secret, algorithms: ['HS256', 'HS512'], audience: 'stoa', issuer: 'portal', subject: 'acme' },
};
const now = () => Math.floor(Date.now() / 1_000);
const good = () => ({
  aud: 'stoa',
  iss: 'portal',
  sub: 'acme',
  room: 'board',
  exp: now() + 60,
  context: { user: { id: 'u1', name: ' Ann ', email: 'ann@example.org', moderator: true } },
});
const key = (text: string) => new TextEncoder().encode(text);
const sign = (
  claims: Record<string, unknown>,
  alg = 'HS256',
  by: Parameters<SignJWT['sign']>[0] = key(secret),
) => new SignJWT(claims).setProtectedHeader({ alg }).sign(by);

async function judge(token: string, own: AuthConfig | undefined = config): Promise<string> {
  try {
    return JSON.stringify(await new Authenticator(own).verify(token));
  } catch (error) {
    if (!(error instanceof StoaError)) throw error;
    return `${String(error.details['code'])}: ${error.message}`;
  }
}

function saysTheSame(one: string, other: string): boolean {
  const [a = '', b = ''] = [one, other].map((token) => token.slice(0, token.lastIndexOf('.')));
  const [x = '', y = ''] = [one, other].map((token) => token.slice(token.lastIndexOf('.') + 1));
  return a === b && Buffer.from(x, 'base64url').equals(Buffer.from(y, 'base64url'));
}

describe('a token of an application', () => {
  it('says who that is, for which room, and whether they lead', async () => {
    const { verify } = bound(new Authenticator(config));
    const claims = good();
    expect(await verify(await sign(claims))).toEqual({
      way: 'hmac',
      user: 'hmac:u1',
      name: 'Ann',
      granted: 'host',
      room: 'board',
      expiresAt: claims.exp * 1_000,
    });
    const user = (own: Record<string, unknown>) =>
      sign({ ...good(), room: '*', context: { user: own } }, 'HS512');
    expect(await verify(await user({ email: 'x@example.org', moderator: 'false' }))).toMatchObject({
      user: 'hmac:x@example.org',
      granted: 'participant',
      room: null,
    });
    const plain = await verify(await sign({ ...good(), room: 'BOARD', context: {} }));
    expect(plain).toMatchObject({ room: 'board' });
    // Many may have that one: it is nobody's alone.
    expect(plain).not.toHaveProperty('user');
    expect(plain).not.toHaveProperty('granted');
    expect(plain).not.toHaveProperty('name');
  });

  it('is judged by nothing that is not configured', async () => {
    const open = { ...config, hmac: { secret, algorithms: ['HS256' as const] } };
    const token = await sign({ ...good(), aud: 'x', iss: 'y', sub: 'z' });
    expect(await judge(token, open)).toContain('"way":"hmac"');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['expired', { exp: now() - 10 }, 'auth-expired: the token has expired'],
    ['not valid yet', { nbf: now() + 60 }, 'auth-failed: the token is not valid yet'],
    ['for another audience', { aud: 'other' }, 'auth-failed: the token is for another audience'],
    ['from another issuer', { iss: 'other' }, 'auth-failed: the token is from another issuer'],
    ['for another tenant', { sub: 'other' }, 'auth-failed: the token is for another tenant'],
    ['without end', { exp: undefined }, 'auth-failed: the token has no claim exp'],
    ['without room', { room: undefined }, 'auth-failed: the token needs room'],
    ['for a room of no name', { room: 'a b' }, 'auth-failed: the room of the token'],
    [
      'with a wrong user',
      { context: { user: { moderator: 'perhaps' } } },
      'auth-failed: the token needs room',
    ],
    ['with an end that is no number', { exp: 'soon' }, 'auth-failed'],
  ])('is refused when it is %s', async (_title, change, expected) => {
    const token = signToken(JSON.parse(JSON.stringify({ ...good(), ...change })), { secret });
    expect(await judge(token)).toMatch(new RegExp(`^${expected}`));
  });

  it('takes clocks that are a little off', async () => {
    expect(await judge(await sign({ ...good(), exp: now() - 3, nbf: now() + 3 }))).toContain('hmac:u1');
  });
});

describe('a token that somebody made up', () => {
  it('is refused without signature, with another key, or with another algorithm', async () => {
    expect(await judge(new UnsecuredJWT(good()).encode())).toBe(
      'auth-failed: tokens of this kind are not taken here',
    );
    expect(await judge(await sign(good(), 'HS256', key('a guess that is long enough')))).toBe(
      'auth-failed: the signature of the token is not right',
    );
    expect(await judge(await sign(good(), 'HS384'))).toContain('algorithm');
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    expect(await judge(await sign(good(), 'RS256', privateKey))).toMatch(/^auth-failed/);
    // The public key of another way as the secret of this one.
    expect(await judge(await sign(good(), 'HS256', key(await exportSPKI(publicKey))))).toContain('signature');
  });

  it('is refused when a part of it was changed, or it is not a token at all', async () => {
    const token = await sign(good());
    const [head = '', body = '', mac = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...good(), room: '*' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const critical = Buffer.from(JSON.stringify({ alg: 'HS256', crit: ['x'], x: 1 })).toString('base64url');
    for (const bad of [
      `${head}.${forged}.${mac}`,
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${none}.${body}.${mac}`,
      `${critical}.${body}.${mac}`,
      `${head}.${body}`,
      '',
      '...',
      'x'.repeat(8_193),
      `${'x'.repeat(100_000)}.y.z`,
    ]) {
      expect(await judge(bad), bad.slice(0, 50)).toMatch(/^auth-failed/);
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.nat(token.length), async (text, at) => {
        const mutated = token.slice(0, at) + text + token.slice(at + 1);
        // The last character of a signature has bits to spare (RFC 4648 §3.5): another one may say the same.
        fc.pre(!saysTheSame(mutated, token));
        expect(await judge(mutated)).toMatch(/^auth-failed/);
      }),
      { numRuns: 500 },
    );
  });

  it('is never repeated in the answer', async () => {
    const token = await sign({ ...good(), aud: 'other', iss: 'confidential' });
    expect(await judge(token)).not.toMatch(/confidential|eyJ/);
  });
});

describe('a guest link', () => {
  const guest = { room: 'board', role: 'participant', expiresAt: Date.now() + 60_000 } as const;

  it('is for one room and one role, and may name the guest', async () => {
    expect(JSON.parse(await judge(signGuestToken({ ...guest, name: 'Bob' }, guestSecret)))).toMatchObject({
      way: 'guest',
      name: 'Bob',
      granted: 'participant',
      room: 'board',
    });
  });

  it('is refused when it is over, signed with another secret, or made as an application’s token', async () => {
    const over = { ...guest, expiresAt: Date.now() - 60_000 };
    expect(await judge(signGuestToken(over, guestSecret))).toMatch(/^auth-expired/);
    expect(await judge(signGuestToken(guest, secret))).toContain('signature');
    const claims = { ...guest, exp: now() + 60, jti: 'x' };
    expect(await judge(signToken(claims, { secret: guestSecret }))).toContain('signature');
    expect(
      await judge(signToken({ ...claims, role: 'king' }, { secret: guestSecret, typ: 'stoa-guest+jwt' })),
    ).toMatch(/^auth-failed/);
    expect(await judge(signGuestToken(guest, guestSecret), { ...config, guests: undefined })).toMatch(
      /^auth-failed/,
    );
    expect(await judge(await sign(good()), { ...config, hmac: undefined })).toMatch(/^auth-failed/);
  });
});

it('says who has to come with a token', () => {
  const asks = (own?: AuthConfig) => {
    const { required, vouches } = new Authenticator(own);
    return [required, vouches];
  };
  expect(asks()).toEqual([false, false]);
  expect(asks({ ...config, required: false, hmac: undefined })).toEqual([false, false]);
  expect(asks({ ...config, required: false })).toEqual([false, true]);
  expect(asks(config)).toEqual([true, true]);
});

function bound(authenticator: Authenticator) {
  return { verify: (token: string) => authenticator.verify(token) };
}
