import { signToken } from '@stoa/toolkit/config';
import { defineCommand } from '../command-spec.ts';
import { checkRoom } from '../meet-room.ts';
import { parseDuration } from '../parse-values.ts';
import { needSecret, secretOptions } from '../secret-source.ts';

interface Options {
  readonly secretFile?: string;
  readonly secretEnv?: string;
  readonly user: string;
  readonly name?: string;
  readonly email?: string;
  readonly moderator?: boolean;
  readonly audience?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly expires: number;
}

/** What `stoa meet token` prints. */
export interface TokenResult {
  readonly room: string;
  readonly user: string;
  readonly expiresAt: string;
  readonly token: string;
}

export const command = defineCommand<Options>({
  description:
    'Makes a token as an application would that shares the secret of `meet.auth.hmac` (JWT, HS256, with the claims that Jitsi’s have), for trying a deployment out.',
  arguments: [{ name: '<room>', description: 'name of the room, or * for all' }],
  options: [
    ...secretOptions('secret', 'the shared secret (`meet.auth.hmac.secret`)'),
    { flags: '-u, --user <id>', description: 'who that is', default: 'stoa' },
    { flags: '-n, --name <name>', description: 'name in the room; default: they choose one' },
    { flags: '--email <address>', description: 'mail address of the user' },
    { flags: '--moderator', description: 'leads the room; --no-moderator: never does by coming first' },
    { flags: '--no-moderator', description: 'see --moderator' },
    { flags: '--audience <text>', description: 'aud' },
    { flags: '--issuer <text>', description: 'iss' },
    { flags: '--subject <text>', description: 'sub' },
    { flags: '-e, --expires <time>', description: 'lifetime', default: 3_600_000, parse: parseDuration },
  ],
  examples: [
    {
      command: 'stoa meet token board --secret-file hmac.secret --user ann --moderator',
      meaning: 'somebody who leads the room board',
    },
    {
      command: 'stoa meet token "*" --secret-env SECRET --audience stoa > token.jwt',
      meaning: 'for stoa call --token-file token.jwt',
    },
  ],
  run: async (context, [given = ''], options) => {
    const room = given === '*' ? given : checkRoom(given);
    const { user, name, email, moderator, audience: aud, issuer: iss, subject: sub } = options;
    const source = { file: options.secretFile, env: options.secretEnv };
    const secret = await needSecret(context, 'secret', 'the shared secret', source);
    const expiresAt = Date.now() + options.expires;
    // What is undefined is left out by JSON.
    const claims = {
      aud,
      iss,
      sub,
      room,
      exp: Math.floor(expiresAt / 1_000),
      context: { user: { id: user, name, email, moderator } },
    };
    const token = signToken(claims, { secret });
    const result: TokenResult = { room, user, expiresAt: new Date(expiresAt).toISOString(), token };
    context.print(result, () => token);
  },
});
