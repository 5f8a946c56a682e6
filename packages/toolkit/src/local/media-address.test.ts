import { describe, expect, test } from 'vitest';
import { defaultRouteInterface, primaryAddress } from './facts.ts';
import { chooseMediaAddress } from './media-address.ts';
import { exampleFacts } from './testing/fixtures.ts';

const withLoopback = exampleFacts({
  root: false,
  addresses: [{ interface: 'stoa0', address: '127.88.0.1', internal: false }],
  primaryAddress: undefined,
});

describe('auto', () => {
  test('as root: an address of its own inside the machine, with a way out', () => {
    expect(chooseMediaAddress('auto', exampleFacts())).toEqual({
      address: '127.88.0.1',
      create: true,
      fallback: '192.0.2.7',
    });
  });

  test.each([
    ['without root', exampleFacts({ root: false })],
    ['without the program ip', exampleFacts({ programs: {} })],
  ])('%s: the primary address', (_what, facts) => {
    expect(chooseMediaAddress('auto', facts)).toMatchObject({ address: '192.0.2.7', create: false });
  });

  test('without any address: an error with a way out', () => {
    const facts = exampleFacts({ root: false, primaryAddress: undefined });
    expect(() => chooseMediaAddress('auto', facts)).toThrow(
      expect.objectContaining({ code: 'LOCAL_ADDRESS_UNUSABLE', hint: expect.stringContaining('root') }),
    );
  });
});

describe('loopback', () => {
  test('an interface that exists is used, root or not', () => {
    expect(chooseMediaAddress('loopback', withLoopback)).toMatchObject({
      address: '127.88.0.1',
      create: false,
    });
  });

  test('needs root to be made', () => {
    expect(() => chooseMediaAddress('loopback', exampleFacts({ root: false }))).toThrow(
      expect.objectContaining({ code: 'LOCAL_NEEDS_ROOT' }),
    );
  });

  test('any address out of 127/8 can be made, but not that of lo', () => {
    expect(chooseMediaAddress('127.88.9.1', exampleFacts())).toMatchObject({ create: true });
    expect(() => chooseMediaAddress('127.0.0.1', exampleFacts())).toThrow(
      /127\.0\.0\.1 is on the interface lo/,
    );
  });
});

test('an address of another machine is refused, with those that there are', () => {
  expect(chooseMediaAddress('192.0.2.7', exampleFacts()).create).toBe(false);
  expect(() => chooseMediaAddress('198.51.100.1', exampleFacts())).toThrow(
    expect.objectContaining({
      message: 'target.address: 198.51.100.1 is not an address of this machine',
      hint: 'use loopback, primary, or one of 192.0.2.7',
    }),
  );
});

test('the primary address is that of the default route', () => {
  const routes = [
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
    'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
    'eth1\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
  ].join('\n');
  expect(defaultRouteInterface(routes)).toBe('eth1');
  expect(defaultRouteInterface('')).toBeUndefined();
  const addresses = [
    { interface: 'stoa0', address: '127.88.0.1', internal: false },
    { interface: 'eth0', address: '192.0.2.7', internal: false },
    { interface: 'eth1', address: '198.51.100.7', internal: false },
  ];
  expect(primaryAddress(addresses, 'eth1')).toBe('198.51.100.7');
  expect(primaryAddress(addresses, undefined)).toBe('192.0.2.7');
  expect(primaryAddress(addresses.slice(0, 1), 'stoa0')).toBeUndefined();
});
