import { isIP } from 'node:net';
import type { ClientCredentials, TlsOptions } from '../client/index.ts';
import { turnErrors } from '../turn-errors.ts';
import type { PeerKind } from './address-kind.ts';

export interface TurnCheckOptions {
  /** Either ready credentials, or the shared secret of the REST mechanism to make them with. */
  readonly credentials?: ClientCredentials;
  readonly secret?: string;
  /** The user in credentials made from the secret. Default `stoa-check`. */
  readonly user?: string;
  /** Lifetime of credentials made from the secret, in seconds. Default 600. */
  readonly ttlSeconds?: number;
  /** The realm the server should have. */
  readonly realm?: string;
  readonly tls?: TlsOptions;
  /** Local address for the plain UDP peers; default the one used towards the server. */
  readonly peerAddress?: string;
  readonly localAddress?: string;
  /** Local UDP port of the first client; default any. */
  readonly localPort?: number;
  /** Limit for resolving and connecting. Default 5000 ms. */
  readonly connectTimeoutMs?: number;
  /** Limit for each answer. Default 5000 ms. */
  readonly requestTimeoutMs?: number;
  /** Echoes between two relays. Default 50. */
  readonly count?: number;
  /** Echoes per second, 0 for as fast as they come back. Default 100. */
  readonly rate?: number;
  /** A public server may hand out private relayed addresses. Default false. */
  readonly allowPrivateRelay?: boolean;
  /** Ask for permissions towards inner networks, which must be refused. Default true. */
  readonly probeOpenRelay?: boolean;
  /** Kinds of peers that this platform relays to on purpose. Default none. */
  readonly allowedPeers?: readonly PeerKind[];
  /** Clock difference that is passed over. Default 30 s. */
  readonly toleratedSkewSeconds?: number;
  /** Warn when the certificate ends within this many days. Default 14. */
  readonly tlsWarnDays?: number;
  /** An HTTP(S) address on the same machine, whose Date header tells the server's clock. */
  readonly dateUrl?: string;
  /** The time now in milliseconds. Default Date.now. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

const defaults = {
  user: 'stoa-check',
  ttlSeconds: 600,
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
  count: 50,
  rate: 100,
  allowPrivateRelay: false,
  probeOpenRelay: true,
  allowedPeers: [],
  toleratedSkewSeconds: 30,
  tlsWarnDays: 14,
  now: Date.now,
} satisfies TurnCheckOptions;

export type CheckSettings = TurnCheckOptions & Required<Pick<TurnCheckOptions, keyof typeof defaults>>;

const limits = {
  ttlSeconds: [1, 31_536_000],
  connectTimeoutMs: [1, 600_000],
  requestTimeoutMs: [1, 600_000],
  count: [0, 1_000_000],
  rate: [0, 100_000],
  toleratedSkewSeconds: [0, 86_400],
  tlsWarnDays: [0, 3_650],
  localPort: [0, 65_535],
} as const;

function invalid(message: string, hint?: string): Error {
  return turnErrors.make('TURN_OPTION_INVALID', message, hint === undefined ? {} : { hint });
}

/** Fills in the defaults. @throws TURN_OPTION_INVALID, TURN_SECRET_EMPTY */
export function settleOptions(options: TurnCheckOptions): CheckSettings {
  if (options.secret !== undefined && options.credentials !== undefined) {
    throw invalid('both a secret and ready credentials were given', 'give one of them');
  }
  if (options.secret === '') {
    throw turnErrors.make('TURN_SECRET_EMPTY', 'the TURN secret is empty', {
      hint: 'whether the server takes an empty secret is tried in every check',
    });
  }
  const settings = { ...defaults, ...options };
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = settings[name as keyof typeof limits];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value < least || value > most) {
      throw invalid(`${name} is ${value}, but must be a whole number from ${least} to ${most}`);
    }
  }
  for (const name of ['peerAddress', 'localAddress'] as const) {
    const address = settings[name];
    if (address !== undefined && !isIP(address))
      throw invalid(`${name} ${JSON.stringify(address)} is no IP address`);
  }
  return settings;
}
