import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasscodeHash } from '@stoa/protocol';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** scrypt (RFC 7914) of a passcode; `salt` in hex, a new one unless given. Runs off the event loop. */
export async function hashPasscode(
  passcode: string,
  salt: string = randomBytes(16).toString('hex'),
): Promise<PasscodeHash> {
  const hash = await derive(passcode.normalize('NFKC'), Buffer.from(salt, 'hex'), 32);
  return { salt, hash: hash.toString('hex') };
}
