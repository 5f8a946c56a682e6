import { roomId } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { randomId, randomRoomName } from './random-id.ts';

test('ids have the length asked for and do not repeat', () => {
  const ids = Array.from({ length: 2_000 }, () => randomId(12));
  expect(ids.every((id) => /^[a-z2-9]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every symbol of the alphabet comes up', () => {
  expect(new Set(randomId(4_000)).size).toBe(32);
});

test('random room names are valid room ids of five words that can be spoken', () => {
  const names = Array.from({ length: 500 }, randomRoomName);
  for (const name of names) {
    expect(roomId.safeParse(name).success).toBe(true);
    expect(name).toMatch(/^([b-z][aiou][b-z][aiou][b-z]-){4}[b-z][aiou][b-z][aiou][b-z]$/);
  }
  expect(new Set(names).size).toBe(names.length);
});

test('all 16 bits of a word count: each place takes every one of its letters', () => {
  const words = Array.from({ length: 400 }, randomRoomName).flatMap((name) => name.split('-'));
  const letters = [0, 1, 2, 3, 4].map((place) => new Set(words.map((word) => word[place])).size);
  expect(letters).toEqual([16, 4, 16, 4, 16]);
});
