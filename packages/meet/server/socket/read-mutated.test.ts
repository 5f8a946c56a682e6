import { clientMessageSchema, commandId } from '@stoa/protocol';
import { expect, it } from 'vitest';
import {
  endings,
  goodMessages,
  mutateMessage,
  seededRandom,
} from '../../../../test/support/mutate-message.ts';
import { spoken } from '../../../../test/support/walk-steps.ts';
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

const types = clientMessageSchema.options.map(({ shape }) => shape.type.value);

it('starts from good messages of every type that there is, with every field', () => {
  const filled = types.filter((type) => !endings.includes(type));
  expect(new Set(goodMessages.map(({ type }) => type))).toEqual(new Set(filled));
  for (const message of goodMessages) expect(readMessage(JSON.stringify(message)).ok).toBe(true);
  const fields = clientMessageSchema.options
    .filter(({ shape }) => filled.includes(shape.type.value))
    .flatMap(({ shape }) => Object.keys(shape).map((key) => `${shape.type.value}.${key}`));
  const used = goodMessages.flatMap((message) =>
    Object.keys(message).map((key) => `${String(message['type'])}.${key}`),
  );
  expect(new Set(used)).toEqual(new Set(fields));
});

it('has every type said in the random walks', () => {
  expect(new Set([...spoken, 'hello', 'leave'])).toEqual(new Set(types));
});

it('reads a million mutated messages without throwing, and says what is wrong with each that is', () => {
  const random = seededRandom(20_260_101);
  let accepted = 0;
  for (let number = 0; number < count; number += 1) accepted += judge(mutateMessage(random)) ? 1 : 0;
  // Mutations that are harmless or that nothing survives would test nothing.
  expect(accepted).toBeGreaterThan(count / 100);
  expect(accepted).toBeLessThan(count / 2);
  expect(Object.keys(Object.prototype)).toEqual([]);
}, 600_000);
