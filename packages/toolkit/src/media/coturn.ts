import { deniedRanges } from './denied-peers.ts';
import type { PortRange } from './split-range.ts';
import { plainValue } from './values.ts';

export interface CoturnInput {
  /** Null: known only where the relay starts, which then gives it to coturn by arguments. */
  readonly mediaAddress: string | null;
  readonly port: number;
  readonly tlsPort: number;
  readonly relayPorts: PortRange;
  readonly realm: string;
  /** Several while they are rotated: each of them is accepted. Empty: they stand in a file of their own. */
  readonly secrets: readonly string[];
  readonly certFile: string;
  readonly keyFile: string;
  /** 0 = no limit */
  readonly userQuota: number;
  /** 0 = no limit */
  readonly totalQuota: number;
  /** Addresses or ranges (`first-last`) that may be reached although a denied range holds them. */
  readonly allowedPeers?: readonly string[];
  /** Further ranges (`first-last`) that may not. */
  readonly deniedPeers?: readonly string[];
  readonly databaseFile: string;
  readonly pidFile: string;
}

/** `turnserver.conf` for coturn 4.5 and 4.6. */
export function renderCoturn(input: CoturnInput): string {
  const { mediaAddress } = input;
  const own = mediaAddress === null ? [] : [mediaAddress];
  return [
    ...listeners(input),
    '',
    `realm=${plainValue(input.realm, 'turn.realm')}`,
    'use-auth-secret',
    ...secretLines(input.secrets),
    'fingerprint',
    'stale-nonce=600',
    ...(input.userQuota > 0 ? [`user-quota=${input.userQuota}`] : []),
    ...(input.totalQuota > 0 ? [`total-quota=${input.totalQuota}`] : []),
    '',
    'no-multicast-peers',
    'no-tcp-relay',
    // coturn refuses loopback peers before it looks at the lists below, so this opens only what they leave open.
    ...(mediaAddress !== null && isLoopback(mediaAddress) ? ['allow-loopback-peers'] : []),
    // The media address is exempt: the ports of the SFU and of other relays are there.
    ...[...own, ...(input.allowedPeers ?? [])].map((range) => `allowed-peer-ip=${range}`),
    ...[...deniedRanges, ...(input.deniedPeers ?? [])].map((range) => `denied-peer-ip=${range}`),
    '',
    'no-cli',
    // RFC 5780 would take the next port of each listener, too.
    'no-rfc5780',
    `userdb=${plainValue(input.databaseFile, 'local.stateDir')}`,
    `pidfile=${plainValue(input.pidFile, 'local.stateDir')}`,
    'log-file=stdout',
    'simple-log',
    '',
  ].join('\n');
}

/** The lines that must stand in no file that others may read; coturn accepts every secret that it is given. */
export function renderCoturnSecrets(secrets: readonly string[]): string {
  return `${secretLines(secrets).join('\n')}\n`;
}

function secretLines(secrets: readonly string[]): string[] {
  return secrets.map((secret) => `static-auth-secret=${plainValue(secret, 'turn.secret')}`);
}

function listeners(input: CoturnInput): string[] {
  const own = input.mediaAddress === null ? [] : [input.mediaAddress];
  return [
    ...new Set([...own, '127.0.0.1'].map((address) => `listening-ip=${address}`)),
    `listening-port=${input.port}`,
    `tls-listening-port=${input.tlsPort}`,
    'no-dtls',
    'no-tlsv1',
    'no-tlsv1_1',
    `cert=${plainValue(input.certFile, 'local.stateDir')}`,
    `pkey=${plainValue(input.keyFile, 'local.stateDir')}`,
    ...own.map((address) => `relay-ip=${address}`),
    `min-port=${input.relayPorts.min}`,
    `max-port=${input.relayPorts.max}`,
  ];
}

/** 127.0.0.0/8 (RFC 1122 §3.2.1.3). */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}
