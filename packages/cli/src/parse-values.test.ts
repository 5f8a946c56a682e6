import { expect, test } from 'vitest';
import { groupPaths } from './verified-calls.ts';
import { collect, parseDuration, wholeNumber } from './parse-values.ts';

test.each([
  ['250ms', 250],
  ['5s', 5_000],
  ['5', 5_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['30d', 2_592_000_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '0', '0s', '-1s', 'soon', '5 s', '1e3s', '5y', '9999999999s'])(
  '"%s" is no length of time',
  (text) => {
    expect(() => parseDuration(text)).toThrow('not a length of time');
  },
);

test('whole numbers', () => {
  expect(wholeNumber(2)('2')).toBe(2);
  for (const text of ['1', '', '2.5', '-3', '0x10', '9'.repeat(10)]) {
    expect(() => wholeNumber(2)(text)).toThrow('not a whole number from 2');
  }
});

test('options that may be given several times', () => {
  expect(collect('b', collect('a', undefined))).toEqual(['a', 'b']);
});

test('paths share a call as far as a room holds them', () => {
  const all = ['direct', 'udp', 'tcp', 'tls'] as const;
  expect(groupPaths(all, 50)).toEqual([[...all]]);
  expect(groupPaths(all, 4)).toEqual([[...all]]);
  expect(groupPaths(all, 3)).toEqual([
    ['direct', 'udp'],
    ['tcp', 'tls'],
  ]);
  expect(groupPaths(['direct'], 2)).toEqual([['direct']]);
});
