import { cleanName, grantedRoleSchema, limits, roomId } from '@stoa/protocol';
import { z } from 'zod';

/** Who somebody is, as a token said it. */
export const identitySchema = z.strictObject({
  /** Which kind of token. */
  way: z.literal(['hmac', 'oidc', 'guest']),
  /** The way, a colon, and the user's id there: `oidc:1234`; absent where many may have the same token. */
  user: z.string().min(1).max(300).exactOptional(),
  /** Goes before the name that the client gives. */
  name: z.string().min(1).max(limits.nameLength).exactOptional(),
  granted: grantedRoleSchema.exactOptional(),
  /** The only room it is good for; null: any. */
  room: roomId.nullable(),
  /** When the token expires, ms since the epoch. */
  expiresAt: z.number(),
});
export type Identity = z.infer<typeof identitySchema>;

/** A claim as text that fits; undefined for anything else, and for nothing but blanks. */
export function claimText(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().slice(0, most).trim();
  return text === '' ? undefined : text;
}

/** A claim as the name that others read; undefined for anything else, and for what nobody can see. */
export function claimName(value: unknown): string | undefined {
  const name = typeof value === 'string' ? cleanName(value) : '';
  return name === '' ? undefined : name;
}

/**
 * A claim by its name, else by its path: `realm_access.roles`. Names with dots of their own
 * (`https://example.org/roles`) come first.
 */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let at: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}
