import { signGuestToken, type LoadedConfig } from '@stoa/toolkit/config';
import { cliErrors } from '../cli-errors.ts';
import { withLoaded } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { locate } from '../locate.ts';
import { checkRoom, grantedRoles, type RoleName } from '../meet-room.ts';
import { parseDuration } from '../parse-values.ts';
import { needSecret, secretOptions } from '../secret-source.ts';
import { adminOptions, type AdminOptions } from '../with-admin.ts';

interface Options extends AdminOptions {
  readonly url?: string;
  readonly secretFile?: string;
  readonly secretEnv?: string;
  readonly role: RoleName;
  readonly name?: string;
  readonly expires: number;
}

/** What `stoa meet invite` prints. */
export interface InviteResult {
  readonly room: string;
  readonly role: RoleName;
  readonly expiresAt: string;
  readonly url: string;
}

export const command = defineCommand<Options>({
  description:
    'Makes a guest link: whoever has it comes into the room with that role until it expires, without an account. The proof stands behind the # of the address, which browsers send to nobody. Without --url the link is for the platform of the config, on this machine or on its cluster.',
  arguments: [{ name: '<room>', description: 'name of the room' }],
  options: [
    ...adminOptions,
    { flags: '-u, --url <url>', description: 'address of another deployment; needs its secret, too' },
    ...secretOptions('secret', 'the secret of guest links (`meet.auth.guests.secret`)'),
    {
      flags: '-r, --role <role>',
      description: 'what the guest is in the room',
      default: 'participant',
      choices: grantedRoles,
    },
    { flags: '-n, --name <name>', description: 'name of the guest; default: they choose one' },
    {
      flags: '-e, --expires <time>',
      description: 'how long the link is good; who is in the room then stays',
      default: 86_400_000,
      parse: parseDuration,
    },
  ],
  examples: [
    { command: 'stoa meet invite board', meaning: 'into the room board, for a day' },
    { command: 'stoa meet invite board --role host --expires 30d', meaning: 'for whoever runs the meetings' },
    {
      command: 'stoa meet invite board --url https://meet.example.org --secret-file guests.secret',
      meaning: 'of any deployment',
    },
  ],
  run: async (context, [given = ''], options) => {
    const room = checkRoom(given);
    const { url, secret } = await door(context, options);
    const expiresAt = Date.now() + options.expires;
    const { role, name } = options;
    const token = signGuestToken({ room, role, expiresAt, ...(name === undefined ? {} : { name }) }, secret);
    const result: InviteResult = {
      room,
      role,
      expiresAt: new Date(expiresAt).toISOString(),
      url: `${new URL(`/r/${room}`, url).href}#token=${token}`,
    };
    context.print(result, () => result.url);
  },
});

/** Where guests come in, and what proves that they may. */
interface Door {
  readonly url: string;
  readonly secret: string;
}

async function door(context: CommandContext, options: Options): Promise<Door> {
  const { url, secretFile, secretEnv } = options;
  if (url === undefined) {
    const place = await locate(context, options);
    if (place.on === 'cluster') return await clusterDoor(context, place.loaded, options);
    const { loadRunningDoor } = await import('@stoa/toolkit/local');
    const { urls, guestSecret } = await loadRunningDoor(place.baseDir, place.stateDir);
    return { url: urls.https[0] ?? '', secret: guestSecret };
  }
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw cliErrors.make('CLI_USAGE', `${url} is not the address of a deployment`, {
      hint: 'write it like https://meet.example.org',
    });
  }
  const what = 'the secret of guest links';
  return { url, secret: await needSecret(context, 'secret', what, { file: secretFile, env: secretEnv }) };
}

async function clusterDoor(context: CommandContext, loaded: LoadedConfig, options: Options): Promise<Door> {
  const { findCallee } = await import('@stoa/toolkit/cluster');
  const { signal } = context.io;
  const found = await withLoaded(context, loaded, options, (cluster) => findCallee(cluster, signal));
  return { url: found.urls[0] ?? '', secret: found.guestSecret };
}
