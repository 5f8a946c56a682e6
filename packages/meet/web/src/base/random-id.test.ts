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

test('random room names are valid room ids', () => {
  expect(roomId.safeParse(randomRoomName()).success).toBe(true);
});
