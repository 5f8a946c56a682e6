import { createHash } from 'node:crypto';
import type { DecodedMessage } from '../codec/index.ts';
import type { TurnCredentials } from '../credentials.ts';
import { turnErrors } from '../turn-errors.ts';

/** A password, or the long-term key made from it (hex, with or without coturn's `0x`). */
export type ClientCredentials = TurnCredentials | { readonly username: string; readonly key: string };

/** What requests are signed with, once the server has asked for credentials. */
export interface Session {
  readonly realm: string;
  readonly nonce: string;
  readonly key: Buffer;
}

/** Takes realm and nonce out of a 401 or 438 answer (RFC 8489 §9.2.4). @throws TURN_REALM_MISSING */
export function openSession(answer: DecodedMessage, credentials: ClientCredentials, where: string): Session {
  const { realm, nonce } = answer.attributes;
  if (!realm || !nonce) {
    const what = realm ? 'nonce' : 'realm';
    throw turnErrors.make('TURN_REALM_MISSING', `${where} asks for credentials, but names no ${what}`, {
      hint: 'set realm in the server’s configuration',
      details: { realm: realm ?? null },
    });
  }
  const key =
    'key' in credentials
      ? Buffer.from(credentials.key.replace(/^0x/i, ''), 'hex')
      : createHash('md5').update(`${credentials.username}:${realm}:${credentials.password}`).digest();
  return { realm, nonce, key };
}
