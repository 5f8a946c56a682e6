import { rangeOf } from './ipv4-network.ts';

/**
 * Networks that a relay must never open a door into (RFC 6890): private, shared, loopback, link-local with the clouds'
 * metadata addresses, benchmarking, reserved.
 */
export const deniedNetworks: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '240.0.0.0/4',
];

/** The same as coturn writes them, and those of IPv6. */
export const deniedRanges: readonly string[] = [
  ...deniedNetworks.map(rangeOf),
  '::1',
  '64:ff9b::-64:ff9b::ffff:ffff',
  '::ffff:0.0.0.0-::ffff:255.255.255.255',
  'fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];
