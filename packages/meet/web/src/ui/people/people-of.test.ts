import { expect, test } from 'vitest';
import { roomWith, somebody } from './_room.ts';
import { handOf, peopleOf } from './people-of.ts';

const people = [
  somebody('p0000000a', 'host'),
  somebody('p0000000b', 'waiting'),
  somebody('p0000000c', 'participant'),
  somebody('p0000000d', 'cohost'),
  somebody('p0000000e', 'waiting'),
];
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id.at(-1)).join('');

test('hands come first in the order of raising, then everybody in the order of joining', () => {
  const view = roomWith(people, { hands: ['p0000000d', 'p0000000c'] });
  const { inside } = peopleOf(view, 'p0000000c');
  expect(ids(inside.map((entry) => entry.person))).toBe('dca');
  expect(inside.map((entry) => entry.hand)).toEqual([1, 2, null]);
  expect(inside.map((entry) => entry.own)).toEqual([false, true, false]);
});

test('who waits stands apart, the longest-waiting first', () => {
  const { waiting, inside } = peopleOf(roomWith(people), null);
  expect(ids(waiting)).toBe('be');
  expect(ids(inside.map((entry) => entry.person))).toBe('acd');
  expect(inside.some((entry) => entry.own)).toBe(false);
});

test('places count from one', () => {
  expect(handOf({ hands: ['p0000000d'] }, 'p0000000d')).toBe(1);
  expect(handOf({ hands: ['p0000000d'] }, 'p0000000a')).toBeNull();
});
