import { expect, test } from 'vitest';
import { gradeOf, median, relayFailure, stunVerdict } from './verdict.ts';
import type { Gathered } from './verdict.ts';

function gathered(types: string[], errors: number[] = [], complete = true): Gathered {
  return { types: new Set(types), errors, complete };
}

test.each<[string, Gathered, string]>([
  ['a public address was told', gathered(['host', 'srflx'], [], false), 'ok'],
  ['one of two servers was not reached', gathered(['host', 'srflx'], [701]), 'ok'],
  ['the public address is the own one', gathered(['host']), 'ok'],
  ['no answer before the time was up', gathered(['host'], [], false), 'blocked'],
  ['the server was not reached', gathered(['host'], [701]), 'blocked'],
  ['not even a network', gathered([]), 'blocked'],
])('STUN, %s', (_what, found, state) => {
  expect(stunVerdict(found).state).toBe(state);
});

test.each<[string, Gathered, string]>([
  ['no answer', gathered([], []), 'unreachable'],
  ['the port is closed', gathered([], [701, 701]), 'unreachable'],
  ['wrong credentials', gathered([], [401]), 'refused'],
  ['the quota is used up', gathered([], [701, 486]), 'refused'],
  ['an address, but no data', gathered(['relay'], [701]), 'no-data'],
])('relay, %s', (_what, found, reason) => {
  expect(relayFailure(found)).toBe(reason);
});

test('grades a bandwidth', () => {
  expect([5e6, 2.5e6, 2.4e6, 5e5, 4e5, 0].map(gradeOf)).toEqual([
    'good',
    'good',
    'fair',
    'fair',
    'poor',
    'poor',
  ]);
});

test('the median is not moved by one that was late', () => {
  expect(median([30, 900, 20, 25, 22])).toBe(25);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNull();
});
