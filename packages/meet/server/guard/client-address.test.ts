import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress, plainAddress, trustProxies } from './client-address.ts';

const trust = trustProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48'], 'x-forwarded-for');
const via = (peer: string, value?: string) =>
  clientAddress(peer, value === undefined ? {} : { 'x-forwarded-for': value }, trust);

describe('the address of a client', () => {
  it.each([
    ['203.0.113.5', undefined, '203.0.113.5'],
    ['::ffff:203.0.113.5', undefined, '203.0.113.5'],
    // Nobody who is not trusted is believed.
    ['203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '6.6.6.6, 198.51.100.1, 192.0.2.7, 10.9.9.9', '198.51.100.1'],
    ['2001:db8:1::9', '2001:db8:ffff::1', '2001:db8:ffff::1'],
    ['10.0.0.1', '198.51.100.1:5678', '198.51.100.1'],
    ['10.0.0.1', '[2001:db8:2::1]:443', '2001:db8:2::1'],
    // All are proxies, or one tells nothing: the furthest that is known.
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, , 10.0.0.2', '10.0.0.2'],
  ])('%s with %s is %s', (peer, value, expected) => {
    expect(via(peer, value)).toBe(expected);
  });

  it('can come from Forwarded, and then from nothing else', () => {
    const by = trustProxies(['10.0.0.0/8'], 'forwarded');
    const from = (forwarded: string) =>
      clientAddress('10.0.0.1', { forwarded, 'x-forwarded-for': '6.6.6.6' }, by);
    expect(from('for=6.6.6.6, proto=https;For="[2001:db8::17]:4711"')).toBe('2001:db8::17');
    expect(from('for=198.51.100.1;by=10.0.0.9, for=10.0.0.2')).toBe('198.51.100.1');
    expect(from('for=_hidden')).toBe('10.0.0.1');
    expect(from('')).toBe('10.0.0.1');
  });

  it('is never taken from what an untrusted peer wrote', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(via('203.0.113.5', value)).toBe('203.0.113.5');
      }),
    );
  });

  it('is an address or what the connection says, whatever a proxy passes on', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (value) => {
        expect(plainAddress(via('10.0.0.1', value))).toBeDefined();
      }),
    );
  });
});

describe('the key of a budget', () => {
  it.each([
    ['203.0.113.5', '203.0.113.5'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:0db8::', '2001:db8:0:0::/64'],
    ['fe80::1', 'fe80:0:0:0::/64'],
    ['::2', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['127.0.0.1', null],
    ['127.5.5.5', null],
    ['::1', null],
    ['0::1', null],
    ['0:0:0:0:0:0:0.0.0.1', null],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, expected) => {
    expect(addressKey(address)).toBe(expected);
  });

  it('is the same for every address of a /64, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const expanded = (text: string) => new URL(`http://[${text}]`).hostname.slice(1, -1);
        expect(addressKey(expanded(one))).toBe(addressKey(one.toLowerCase()));
        expect(addressKey(one) === null || /^([0-9a-f]{1,4}:){4}:\/64$/.test(addressKey(one) ?? '')).toBe(
          true,
        );
        // Null for this machine.
        expect(String(addressKey(other))).not.toContain('NaN');
      }),
    );
  });
});
