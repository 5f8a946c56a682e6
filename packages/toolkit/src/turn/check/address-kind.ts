import { BlockList, isIPv6 } from 'node:net';

/** What an address is good for; `public` is everything that is in no other range. */
export type PeerKind =
  | 'loopback'
  | 'unspecified'
  | 'link-local'
  | 'private'
  | 'shared'
  | 'multicast'
  | 'public';

const ranges: readonly (readonly [PeerKind, string, number])[] = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['unspecified', '0.0.0.0', 8],
  ['unspecified', '::', 128],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
  ['private', '10.0.0.0', 8],
  ['private', '172.16.0.0', 12],
  ['private', '192.168.0.0', 16],
  ['private', 'fc00::', 7],
  // Carrier-grade NAT (RFC 6598): not reachable from outside either.
  ['shared', '100.64.0.0', 10],
  ['multicast', '224.0.0.0', 4],
  ['multicast', 'ff00::', 8],
];

const lists = ranges.map(([kind, network, prefix]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return { kind, list };
});

/** The kind of an IP address (IANA special-purpose registries); IPv4-mapped IPv6 counts as its IPv4. */
export function addressKind(address: string): PeerKind {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return lists.find(({ list }) => list.check(address, family))?.kind ?? 'public';
}
