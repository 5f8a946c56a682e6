import { durationMs } from '@stoa/toolkit/config';
import { restCredentials } from '@stoa/toolkit/turn';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { parseDuration } from '../parse-values.ts';
import { needSecret, readSecret, secretOptions } from '../secret-source.ts';

interface Options {
  readonly file?: string;
  readonly secretFile?: string;
  readonly secretEnv?: string;
  readonly user: string;
  readonly ttl?: number;
  readonly maxTtl?: number;
}

/** What `stoa turn credentials` prints. */
export interface CredentialsResult {
  readonly username: string;
  readonly password: string;
  readonly expiresAt: string;
}

export const command = defineCommand<Options>({
  description:
    'Makes time-limited TURN credentials from the server’s shared secret. Refuses an empty or short secret, and a lifetime beyond the one allowed or beyond 32 bits.',
  options: [
    ...secretOptions('secret', 'the shared secret of the TURN server'),
    {
      flags: '-f, --file <path>',
      description: 'take secret and longest lifetime from this config',
      completes: 'file',
    },
    {
      flags: '-u, --user <name>',
      description: 'who they are for; appears in the server’s logs',
      default: 'stoa',
    },
    {
      flags: '--ttl <time>',
      description: 'lifetime; default: as the config says, else 10m',
      parse: parseDuration,
    },
    {
      flags: '--max-ttl <time>',
      description: 'longest lifetime; default: as the config says, else 1d',
      parse: parseDuration,
    },
  ],
  examples: [
    { command: 'stoa turn credentials --secret-file turn.secret --user alice', meaning: 'for ten minutes' },
    {
      command: 'stoa turn credentials -f stoa.yaml --ttl 5m -o json',
      meaning: 'with the secret of a config',
    },
    { command: 'pass show turn | stoa turn credentials --secret-file -', meaning: 'secret from a pipe' },
  ],
  run: async (context, _args, options) => {
    const { secret, lifetimeMs } = await sources(context, options);
    const ttlSeconds = Math.ceil((options.ttl ?? lifetimeMs ?? 600_000) / 1_000);
    const most = options.maxTtl ?? lifetimeMs;
    const credentials = restCredentials({
      secret,
      user: options.user,
      ttlSeconds,
      ...(most === undefined ? {} : { maxTtlSeconds: Math.floor(most / 1_000) }),
    });
    const expiresAt = new Date(Number.parseInt(credentials.username, 10) * 1_000).toISOString();
    const result: CredentialsResult = { ...credentials, expiresAt };
    context.print(result, () => {
      return `username: ${result.username}\npassword: ${result.password}\nexpires:  ${expiresAt}`;
    });
  },
});

async function sources(
  context: CommandContext,
  { file, secretFile, secretEnv }: Options,
): Promise<{ secret: string; lifetimeMs: number | undefined }> {
  const source = { file: secretFile, env: secretEnv };
  const what = 'the shared secret of the TURN server';
  if (file === undefined) {
    return { secret: await needSecret(context, 'secret', what, source), lifetimeMs: undefined };
  }
  const { turn } = (await context.loadConfig(file)).platform;
  const given = (await readSecret(context, 'secret', source)) ?? turn.secret;
  return {
    secret: given ?? (await needSecret(context, 'secret', `${what} is not in ${file} and`, source)),
    lifetimeMs: durationMs(turn.credentialLifetime),
  };
}
