import { expect, test } from 'vitest';
import { countUdpSockets } from './udp-sockets.ts';

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  291: 0100587F:0D96 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81 2 0000000000000000 0
 1305: 0100587F:5DC0 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 82 2 0000000000000000 0
 1306: 0100587F:5DC1 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 83 2 0000000000000000 0
`;

test('counts the sockets whose port is in the range, both ends included', () => {
  expect(countUdpSockets(table, { first: 24_000, last: 24_999 })).toBe(2);
  expect(countUdpSockets(table, { first: 24_001, last: 24_001 })).toBe(1);
  expect(countUdpSockets(table, { first: 24_002, last: 65_535 })).toBe(0);
  expect(countUdpSockets('', { first: 0, last: 65_535 })).toBe(0);
});
