import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type ForwardedHeader = 'x-forwarded-for' | 'forwarded';

/** Proxies whose word about the client is taken. */
export interface ProxyTrust {
  has(address: string): boolean;
  /** The one header that those proxies set; a client could write the other one itself. */
  readonly header: ForwardedHeader;
}

/** @param ranges addresses and CIDR ranges, already checked: `10.0.0.0/8`, `2001:db8::1` */
export function trustProxies(ranges: readonly string[], header: ForwardedHeader): ProxyTrust {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return { header, has: (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') };
}

/** An address without zone, port or brackets; IPv4 in IPv6 as IPv4. Undefined for anything else (`unknown`, `_x`). */
export function plainAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed) ?? [];
  const withoutPort = inBrackets ?? trimmed.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  const address = withoutPort.replace(/%.*$/, '').replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, '$1');
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}

/** The `for=` parts of a Forwarded header (RFC 7239 §4), in its order. */
function forwardedFor(value: string): string[] {
  return value
    .split(',')
    .map((hop) => hop.split(';').find((pair) => /^\s*for=/i.test(pair)) ?? '')
    .map((pair) => pair.replace(/^\s*for=/i, ''));
}

/**
 * The client's address. The chain is read from its end, where the nearest proxy wrote: as long as a hop is a trusted
 * proxy, what it says about the one before is believed. A hop that is no address ends it.
 * @param peer address of the TCP connection
 */
export function clientAddress(
  peer: string | undefined,
  headers: IncomingHttpHeaders,
  trust: ProxyTrust,
): string {
  let client = plainAddress(peer ?? '') ?? 'unknown';
  if (client === 'unknown' || !trust.has(client)) return client;
  const value = [headers[trust.header] ?? ''].flat().join(',');
  const hops = trust.header === 'forwarded' ? forwardedFor(value) : value.split(',');
  for (const hop of hops.toReversed()) {
    const address = plainAddress(hop);
    if (address === undefined) return client;
    client = address;
    if (!trust.has(client)) return client;
  }
  return client;
}

/** The 16-bit groups of an IPv6 address. */
function groups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  // A dotted quad at the end stands for two groups.
  const length = before.length + after.length + (address.includes('.') ? 1 : 0);
  return [...before, ...Array.from({ length: Math.max(0, 8 - length) }, () => '0'), ...after];
}

/** Addresses of this machine, however they are written (`0::1`). */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * What budgets are kept by: an IPv4 address, the first 64 bits of an IPv6 address (one customer's network). Null for
 * this machine itself: a proxy on it that nobody declared would make all people one.
 */
export function addressKey(address: string): string | null {
  const version = isIP(address);
  if (version !== 0 && loopback.check(address, version === 6 ? 'ipv6' : 'ipv4')) return null;
  if (version !== 6) return address;
  const prefix = groups(address).slice(0, 4);
  return `${prefix.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
