import { expect, it } from 'vitest';
import { logUnavailable, refusal } from '../errors.ts';
import { emptyState, type Command } from '../state/index.ts';
import { Farewells } from './farewells.ts';

/** A room that does what its script says, one step per command. */
function roomWith(...script: ('ok' | 'refused' | 'away')[]) {
  const given: Command[] = [];
  const execute = async (command: Command) => {
    given.push(command);
    const step = script.shift();
    if (step === 'away') throw logUnavailable('away');
    if (step === 'refused') throw refusal('not-allowed', 'a newer connection took over');
    return emptyState('r');
  };
  return { id: 'r', execute, given };
}
const actor = (participant: string) => ({ participant, generation: 1 });

it('carries out each once, in order, and goes on after one that is refused', async () => {
  const farewells = new Farewells();
  const room = roomWith('ok', 'refused', 'ok');
  for (const id of ['a', 'b', 'c']) farewells.add(room, actor(id));
  farewells.add({ id: 'other' }, actor('x'));
  await farewells.carryOut(room);
  await farewells.carryOut(room);
  expect(room.given).toEqual(
    ['a', 'b', 'c'].map((id) => ({ type: 'leave', participant: id, generation: 1 })),
  );
});

it('keeps what could not be written', async () => {
  const farewells = new Farewells();
  const room = roomWith('ok', 'away', 'ok', 'ok');
  for (const id of ['a', 'b', 'c']) farewells.add(room, actor(id));
  await expect(farewells.carryOut(room)).rejects.toThrow('away');
  await farewells.carryOut(room);
  expect(room.given.map((command) => 'participant' in command && command.participant)).toEqual([
    'a',
    'b',
    'b',
    'c',
  ]);
});

it('is bounded', async () => {
  const farewells = new Farewells(2);
  const room = roomWith();
  for (const id of ['a', 'b', 'c']) farewells.add(room, actor(id));
  await farewells.carryOut(room);
  expect(room.given.length).toBe(2);
  farewells.add(room, actor('d'));
  await farewells.carryOut(room);
  expect(room.given.length).toBe(3);
});
