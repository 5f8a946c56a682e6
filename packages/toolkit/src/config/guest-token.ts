import { createHmac, randomBytes } from 'node:crypto';

/** The header `typ` that keeps guest tokens apart from other HMAC tokens (RFC 8725 §3.11). */
export const guestTokenType = 'stoa-guest+jwt';

export interface GuestToken {
  readonly room: string;
  readonly role: 'host' | 'cohost' | 'participant';
  /** Stamped on whoever comes with it; without it they give their own. */
  readonly name?: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

export interface SignOptions {
  readonly secret: string;
  readonly typ?: string;
}

/** A JWT signed with HMAC-SHA-256 (RFC 7515 §3.1, RFC 7519). */
export function signToken(
  claims: Readonly<Record<string, unknown>>,
  { secret, typ = 'JWT' }: SignOptions,
): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The token of a guest link. */
export function signGuestToken({ room, role, name, expiresAt }: GuestToken, secret: string): string {
  const claims = {
    room,
    role,
    ...(name === undefined ? {} : { name }),
    exp: Math.floor(expiresAt / 1_000),
    jti: randomBytes(9).toString('base64url'),
  };
  return signToken(claims, { secret, typ: guestTokenType });
}
