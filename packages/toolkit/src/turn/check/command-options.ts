import { turnErrors } from '../turn-errors.ts';
import type { PeerKind } from './address-kind.ts';
import { settleOptions, type TurnCheckOptions } from './options.ts';

/**
 * `stoa turn check` as typed by the user: numbers still text. Secrets come as text already read from a file, the
 * environment or a prompt, never from the command line.
 */
export interface CheckArguments {
  readonly secret?: string;
  readonly user?: string;
  readonly password?: string;
  /** Long-term key in hex, with or without `0x`, instead of the password. */
  readonly key?: string;
  readonly ttl?: string;
  readonly realm?: string;
  /** PEM text. */
  readonly ca?: string;
  readonly servername?: string;
  readonly peer?: string;
  readonly localAddress?: string;
  readonly localPort?: string;
  /** Milliseconds, for connecting and for each answer. */
  readonly timeout?: string;
  readonly count?: string;
  readonly rate?: string;
  readonly allowPrivateRelay?: boolean;
  /** Comma-separated kinds, as `loopback,private`. */
  readonly allowPeers?: string;
  /** false: --no-open-relay-probe. */
  readonly openRelayProbe?: boolean;
  readonly maxSkew?: string;
  readonly dateUrl?: string;
}

const kinds: ReadonlySet<string> = new Set<PeerKind>([
  'loopback',
  'unspecified',
  'link-local',
  'private',
  'shared',
  'multicast',
  'public',
]);

function invalid(message: string, hint?: string): Error {
  return turnErrors.make('TURN_OPTION_INVALID', message, hint === undefined ? {} : { hint });
}

function number(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${flag} ${JSON.stringify(text)} is no whole number`);
  return Number(text);
}

function peerKinds(text: string | undefined): PeerKind[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const kind = part.trim();
    if (!kinds.has(kind)) {
      throw invalid(
        `--allow-peers ${JSON.stringify(kind)} is no kind of peer`,
        `choose from ${[...kinds].join(', ')}`,
      );
    }
    return kind as PeerKind;
  });
}

function credentialsOf({ user, password, key, secret }: CheckArguments): TurnCheckOptions['credentials'] {
  if (secret !== undefined) return undefined;
  if (password === undefined && key === undefined) {
    if (user === undefined) return undefined;
    throw invalid(
      `a user without a password`,
      'give the password, its long-term key, or the secret of the server',
    );
  }
  if (user === undefined) throw invalid('a password without a user', 'give the user as well');
  if (key === undefined) return { username: user, password: password ?? '' };
  if (!/^(0x)?[0-9a-f]{32}$/i.test(key))
    throw invalid('the key is not 32 hexadecimal digits', 'make it with: stoa turn key');
  return { username: user, key };
}

const given = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** The options of a check from a command's arguments. @throws TURN_OPTION_INVALID, TURN_SECRET_EMPTY */
export function checkOptionsFrom(args: CheckArguments): TurnCheckOptions {
  const timeout = number('--timeout', args.timeout);
  const tls = given({ ca: args.ca, servername: args.servername });
  const options: TurnCheckOptions = given({
    credentials: credentialsOf(args),
    secret: args.secret,
    user: args.secret === undefined ? undefined : args.user,
    ttlSeconds: number('--ttl', args.ttl),
    realm: args.realm,
    tls: Object.keys(tls).length === 0 ? undefined : tls,
    peerAddress: args.peer,
    localAddress: args.localAddress,
    localPort: number('--local-port', args.localPort),
    connectTimeoutMs: timeout,
    requestTimeoutMs: timeout,
    count: number('--count', args.count),
    rate: number('--rate', args.rate),
    allowPrivateRelay: args.allowPrivateRelay,
    allowedPeers: peerKinds(args.allowPeers),
    probeOpenRelay: args.openRelayProbe,
    toleratedSkewSeconds: number('--max-skew', args.maxSkew),
    dateUrl: args.dateUrl,
  });
  settleOptions(options);
  return options;
}
