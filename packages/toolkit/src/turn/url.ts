import { isIPv6 } from 'node:net';
import { turnErrors } from './turn-errors.ts';

/** Where and how to reach a server; `tls` is TLS over TCP. */
export interface TurnUrl {
  readonly scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  /** Name or IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
}

const shape = /^(stuns?|turns?):(\[[^\]]*\]|[^:?[\]]*)(?::([^?]*))?(?:\?(.*))?$/i;
const hostName = /^(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i;

function invalid(text: string, why: string): Error {
  return turnErrors.make('TURN_URL_INVALID', `${JSON.stringify(text)} is no STUN or TURN URL: ${why}`, {
    hint: 'write turn:HOST[:PORT][?transport=udp|tcp], turns:HOST[:PORT], stun:HOST[:PORT] or stuns:HOST[:PORT]',
  });
}

function readPort(text: string, port: string | undefined, secure: boolean): number {
  if (port === undefined) return secure ? 5349 : 3478;
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535)
    throw invalid(text, `the port ${JSON.stringify(port)} is not 1 to 65535`);
  return number;
}

function readTransport(text: string, scheme: string, query: string | undefined): 'udp' | 'tcp' | 'tls' {
  const secure = scheme.endsWith('s');
  if (query === undefined) return secure ? 'tls' : 'udp';
  if (scheme.startsWith('stun')) throw invalid(text, `${scheme}: URLs have no ?${query}`);
  const transport = /^transport=(udp|tcp)$/i.exec(query)?.[1]?.toLowerCase();
  if (!transport) throw invalid(text, `after "?" only transport=udp or transport=tcp may follow`);
  if (secure && transport === 'udp')
    throw invalid(text, 'TURN over DTLS (turns: with transport=udp) is not supported');
  return secure ? 'tls' : transport === 'udp' ? 'udp' : 'tcp';
}

/**
 * Reads a URL of RFC 7065 (turn, turns) or RFC 7064 (stun, stuns). Ports default to 3478, secure 5349.
 * @throws TURN_URL_INVALID
 */
export function parseTurnUrl(text: string): TurnUrl {
  if (/^[a-z]+:\/\//i.test(text)) throw invalid(text, 'these URLs have no "//"');
  if (text.includes('@')) throw invalid(text, 'credentials do not belong into the URL');
  const [, rawScheme, rawHost = '', port, query] = shape.exec(text) ?? [];
  if (!rawScheme) throw invalid(text, 'it does not start with turn:, turns:, stun: or stuns: and a host');
  const scheme = rawScheme.toLowerCase() as TurnUrl['scheme'];
  const bracketed = rawHost.startsWith('[');
  const host = bracketed ? rawHost.slice(1, -1) : rawHost.toLowerCase();
  if (host === '') throw invalid(text, 'the host is missing');
  if (bracketed ? !isIPv6(host) : !hostName.test(host))
    throw invalid(text, `${JSON.stringify(host)} is no host`);
  return {
    scheme,
    host,
    port: readPort(text, port, scheme.endsWith('s')),
    transport: readTransport(text, scheme, query),
  };
}

/** The URL's one normal form, with the port always written. */
export function formatTurnUrl({ scheme, host, port, transport }: TurnUrl): string {
  const base = `${scheme}:${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return scheme.startsWith('stun') ? base : `${base}?transport=${transport === 'udp' ? 'udp' : 'tcp'}`;
}
