import { clientMessageSchema, commandId } from '@stoa/protocol';
import { expect, it } from 'vitest';
import {
  endings,
  goodMessages,
  mutateMessage,
  seededRandom,
} from '../../../../test/support/mutate-message.ts';
import { readMessage } from './read-message.ts';

const count = 1_000_000;

/** Throws when what was read is not as promised; cheaper a million times than an `expect`. */
function judge(text: string): boolean {
  const read = readMessage(text);
  if (!read.ok) {
    const fits = read.reason.length > 0 && read.reason.length <= 201;
    if (!fits || (read.re !== null && !commandId.safeParse(read.re).success)) throw new Error(text);
    return false;
  }
  if (Object.getPrototypeOf(read.message) !== Object.prototype) throw new Error(`prototype: ${text}`);
  return true;
}

it('starts from good messages of every type that there is', () => {
  const types = clientMessageSchema.options.map(({ shape }) => shape.type.value);
  expect(new Set(goodMessages.map(({ type }) => type))).toEqual(
    new Set(types.filter((t) => !endings.includes(t))),
  );
  for (const message of goodMessages) expect(readMessage(JSON.stringify(message)).ok).toBe(true);
});

it('reads a million mutated messages without throwing, and says what is wrong with each that is', () => {
  const random = seededRandom(20_260_101);
  let accepted = 0;
  for (let number = 0; number < count; number += 1) accepted += judge(mutateMessage(random)) ? 1 : 0;
  // Mutations that are harmless or that nothing survives would test nothing.
  expect(accepted).toBeGreaterThan(count / 100);
  expect(accepted).toBeLessThan(count / 2);
  expect(Object.keys(Object.prototype)).toEqual([]);
}, 180_000);
