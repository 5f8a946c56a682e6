import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Endpoint } from '../codec/index.ts';
import { messageOf, StoaError, withDeadline } from '../../base/index.ts';
import { turnErrors } from '../turn-errors.ts';
import type { TurnUrl } from '../url.ts';

/** A way to exchange packets with one server. `onPacket` gets whole STUN or ChannelData messages. */
export interface TurnTransport {
  readonly reliable: boolean;
  readonly local: Endpoint;
  onPacket: (packet: Buffer) => void;
  /** Called once when the transport can no longer be used; not after close(). */
  onFailure: (error: StoaError) => void;
  /** The bytes must stay unchanged until they are sent, which over UDP is nearly always at once. */
  send(packet: Buffer): void;
  close(): void;
}

export interface TlsOptions {
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | readonly string[];
  /** The name the certificate must have; default the URL's host. */
  readonly servername?: string;
}

export interface ConnectOptions {
  /** Address to connect to instead of looking the host up. */
  readonly address?: string;
  readonly tls?: TlsOptions;
  readonly localAddress?: string;
  readonly localPort?: number;
  /** Limit for name resolution, and for connecting. Default 5000 ms. */
  readonly connectTimeoutMs?: number;
}

/** The addresses of a host, IPv4 first, as that is what servers relay. @throws TURN_NAME_NOT_RESOLVED */
export async function resolveHost(host: string, timeoutMs = 5_000): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    const lookups = lookup(host, { all: true, order: 'ipv4first' });
    const found = await withDeadline(lookups, timeoutMs, `resolving ${host}`);
    return found.map(({ address }) => address);
  } catch (cause) {
    throw turnErrors.make('TURN_NAME_NOT_RESOLVED', `${host} has no address: ${messageOf(cause)}`, {
      hint: 'correct the name in the URL, or add its A or AAAA record',
      details: { host },
      cause,
    });
  }
}

function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Our error for what a socket says. */
export function socketError(error: unknown, where: string): StoaError {
  if (error instanceof StoaError) return error;
  const options = { cause: error, details: { where, system: errorCodeOf(error) } };
  switch (errorCodeOf(error)) {
    case 'ECONNREFUSED':
      return turnErrors.make('TURN_PORT_CLOSED', `nothing listens on ${where}: connection refused`, {
        ...options,
        hint: 'start the server, or correct the port in the URL',
      });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EACCES':
    case 'EPERM':
      return turnErrors.make('TURN_UNREACHABLE', `no way to ${where}: ${messageOf(error)}`, {
        ...options,
        hint: 'check this machine’s routes, address families and outgoing firewall rules',
      });
    case 'EADDRINUSE':
      return turnErrors.make('TURN_OPTION_INVALID', `the local port is in use: ${messageOf(error)}`, options);
    case 'ETIMEDOUT':
      return filtered(where, 'the connection attempt timed out');
    default:
      return turnErrors.make(
        'TURN_CONNECTION_LOST',
        `the connection to ${where} broke: ${messageOf(error)}`,
        options,
      );
  }
}

export function filtered(where: string, what: string): StoaError {
  return turnErrors.make('TURN_FILTERED', `no answer from ${where}: ${what}`, {
    hint: 'a firewall drops the packets, or the address is wrong: open the port on the server, its host and its network',
    details: { where },
  });
}

/** `udp 192.0.2.1:3478`, for messages. */
export function describeTarget(server: TurnUrl, address: string): string {
  return `${server.transport} ${isIP(address) === 6 ? `[${address}]` : address}:${server.port}`;
}
