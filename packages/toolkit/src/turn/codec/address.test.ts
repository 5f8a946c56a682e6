import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAddress, encodeAddress, ipBytes, ipText } from './address.ts';

test.each([
  ['::', '::'],
  ['::1', '::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:DB8::', '2001:db8::'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['fe80::1%eth0', 'fe80::1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['192.0.2.255', '192.0.2.255'],
])('%s is written %s', (text, canonical) => {
  expect(ipText(ipBytes(text) ?? Buffer.alloc(0))).toBe(canonical);
});

test.each(['', 'example.org', '192.0.2', '192.0.2.256', '1:2:3', ':::', '192.0.2.01'])(
  '%j is no address',
  (text) => {
    expect(ipBytes(text)).toBeUndefined();
  },
);

test('any address and port survives both forms', () => {
  const tid = Buffer.from('0123456789ab');
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(address, fc.nat(0xffff), fc.boolean(), (bytes, port, xor) => {
      const endpoint = { address: ipText(bytes), port };
      const id = xor ? tid : undefined;
      expect(decodeAddress(encodeAddress(endpoint, id), id)).toEqual(endpoint);
    }),
  );
});

test('a value whose family and length differ is refused, and so is a name', () => {
  expect(decodeAddress(Buffer.from([0, 2, 0, 80, 1, 2, 3, 4]))).toBeUndefined();
  expect(decodeAddress(Buffer.from([0, 3, 0, 80, 1, 2, 3, 4]))).toBeUndefined();
  expect(decodeAddress(Buffer.alloc(0))).toBeUndefined();
  expect(() => encodeAddress({ address: 'example.org', port: 1 })).toThrow('example.org');
});
