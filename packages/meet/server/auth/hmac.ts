import { roomId } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import { jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import { claimName, claimText, type Identity } from './identity.ts';
import { authFailed } from './refuse.ts';

export type HmacConfig = NonNullable<NonNullable<BackendConfig['auth']>['hmac']>;

/** `context.user` of the Jitsi style; apps write the flag as text, too. */
const userSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  moderator: z.union([z.boolean(), z.literal(['true', 'false'])]).optional(),
});
const claimsSchema = z.object({
  room: z.string(),
  context: z.object({ user: userSchema.optional() }).optional(),
});

function options({ algorithms, audience, issuer, subject }: HmacConfig): JWTVerifyOptions {
  return {
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    ...(audience === undefined ? {} : { audience }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/**
 * Tokens of an application that shares a secret, with the claims that Jitsi's have: `aud`, `iss`, `sub` (the tenant),
 * `room` (a name or `*`), `context.user` and `exp`.
 */
export async function verifyHmac(
  token: string,
  config: HmacConfig,
  clockToleranceMs: number,
): Promise<Identity> {
  const key = new TextEncoder().encode(config.secret);
  const clockTolerance = clockToleranceMs / 1_000;
  const { payload } = await jwtVerify(token, key, { ...options(config), clockTolerance });
  return identityOf(payload);
}

function identityOf(payload: JWTPayload): Identity {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw authFailed('the token needs room, and context.user in the style of Jitsi');
  const { room, context } = claims.data;
  const one = roomId.safeParse(room.toLowerCase());
  if (room !== '*' && !one.success) throw authFailed('the room of the token is not the name of a room');
  const user = context?.user;
  const id = claimText(user?.id === undefined ? undefined : String(user.id), 200);
  const name = claimName(user?.name);
  const who = id ?? claimText(user?.email, 200);
  const { moderator } = user ?? {};
  const leads = moderator === true || moderator === 'true';
  return {
    way: 'hmac',
    ...(who === undefined ? {} : { user: `hmac:${who}` }),
    ...(name === undefined ? {} : { name }),
    ...(moderator === undefined ? {} : { granted: leads ? 'host' : 'participant' }),
    room: one.success ? one.data : null,
    expiresAt: (payload.exp ?? 0) * 1_000,
  };
}
