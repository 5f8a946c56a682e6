import type { IncomingMessage } from 'node:http';
import { addressKey, plainAddress, type ProxyTrust } from './client-address.ts';

export interface OriginRules {
  /** Origins of pages beside the backend's own: `https://meet.example.org`, `https://*.example.org`. */
  readonly origins: readonly string[];
  /** Base URLs of the session backends: the pages of one reconnect to another. */
  readonly backendUrls: readonly string[];
  /** Refuse who sends no Origin (programs). */
  readonly required: boolean;
}

/** Is `host` (a Host header) a number, `localhost` or below it? No DNS decides where those lead (RFC 6761 §6.3). */
function isFixedHost(host: string): boolean {
  const { hostname } = URL.parse(`http://${host}`) ?? { hostname: '' };
  return plainAddress(hostname) !== undefined || /^(.+\.)?localhost$/.test(hostname);
}

/** Did the request come from this machine to this machine, in plain HTTP? */
function isInsideMachine({ socket }: IncomingMessage): boolean {
  const ends = [socket.remoteAddress, socket.localAddress].map((text) => plainAddress(text ?? ''));
  return !('encrypted' in socket) && ends.every((end) => end !== undefined && addressKey(end) === null);
}

/**
 * Scheme, host and port under which the client knows this server; null when the request does not tell. Null, too, for
 * a name over loopback that no declared proxy passed on: whoever owns a name can make it point to 127.0.0.1 once their
 * page is loaded (DNS rebinding), and the page's Host and Origin agree then. Over TLS the certificate is in their way.
 */
export function ownOrigin(request: IncomingMessage, trust: ProxyTrust): string | null {
  const { headers, socket } = request;
  const peer = plainAddress(socket.remoteAddress ?? '');
  const proxied = peer !== undefined && trust.has(peer);
  // The nearest proxy writes last.
  const said = (name: string) =>
    proxied ? [headers[name] ?? []].flat().join(',').split(',').at(-1)?.trim() : '';
  if (!proxied && isInsideMachine(request) && !isFixedHost(headers.host ?? '')) return null;
  const scheme = said('x-forwarded-proto') || ('encrypted' in socket ? 'https' : 'http');
  const url = URL.parse(`${scheme}://${said('x-forwarded-host') || headers.host || ''}`);
  return url === null || url.host === '' ? null : url.origin;
}

/** `*` stands for one whole label of a host name. */
function matches(pattern: string, from: URL): boolean {
  const wanted = URL.parse(pattern.replaceAll('*', 'x-any-label'));
  if (wanted === null || wanted.protocol !== from.protocol || wanted.port !== from.port) return false;
  const labels = wanted.hostname.split('.');
  const found = from.hostname.split('.');
  return (
    labels.length === found.length &&
    labels.every((label, at) => label === 'x-any-label' || label === found[at])
  );
}

/** May a page of `origin` open a socket at the server that it knows as `own`? */
export function isAllowedOrigin(
  origin: string | undefined,
  own: string | null,
  { origins, backendUrls, required }: OriginRules,
): boolean {
  if (origin === undefined) return !required;
  const from = URL.parse(origin);
  if (from === null || (from.protocol !== 'http:' && from.protocol !== 'https:')) return false;
  // A page's Origin is nothing but scheme, host and port (RFC 6454 §6.2).
  if (from.origin !== origin.toLowerCase()) return false;
  if (from.origin === own) return true;
  if (backendUrls.some((url) => new URL(url).origin === from.origin)) return true;
  return origins.some((pattern) => matches(pattern, from));
}
