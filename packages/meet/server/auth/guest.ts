import { grantedRoleSchema, roomId } from '@stoa/protocol';
import { guestTokenType } from '@stoa/toolkit/config';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { claimName, type Identity } from './identity.ts';
import { authFailed } from './refuse.ts';

const claimsSchema = z.object({
  room: roomId,
  role: grantedRoleSchema,
  name: z.string().optional(),
});

/** Tokens in guest links, as `stoa meet invite` makes them: for one room and one role. */
export async function verifyGuest(
  token: string,
  secret: string,
  clockToleranceMs: number,
): Promise<Identity> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
    algorithms: ['HS256'],
    typ: guestTokenType,
    requiredClaims: ['exp'],
    clockTolerance: clockToleranceMs / 1_000,
  });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw authFailed('the guest link does not say what for');
  const { room, role } = claims.data;
  const name = claimName(claims.data.name);
  return {
    way: 'guest',
    ...(name === undefined ? {} : { name }),
    granted: role,
    room,
    expiresAt: (payload.exp ?? 0) * 1_000,
  };
}
