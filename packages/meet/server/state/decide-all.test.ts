import fc from 'fast-check';
import { expect, it } from 'vitest';
import { by, context, join, people } from './_people.ts';
import type { Command, Context, Decision } from './commands.ts';
import { decideAll } from './decide-all.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { emptyState, type RoomState } from './room-state.ts';

/** Few enough that messages fall out of the history within a lot. */
const keepChat = { messages: 6, bytes: 400 };
const sfus = { up: ['s0', 's1'], choice: 's0', open: ['s0', 's1'] };
const who = fc.constantFrom(people.host, people.participant, people.other, people.waiting);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');

interface Said {
  readonly from: string;
  readonly id: string;
  readonly text: string;
  readonly to: string | null;
}

function chat({ from, id: key, text, to }: Said): Command {
  return { type: 'chat', ...by(from), id: key, text, to: to ?? undefined };
}

function leave(one: string): Command {
  return { type: 'leave', ...by(one) };
}

function kick(target: string): Command {
  return { type: 'kick', ...by(people.host), target };
}

function takeBack([one, author, message]: readonly [string, string, string]): Command {
  return { type: 'chat-delete', ...by(one), author, message };
}

const said = fc.record({
  from: who,
  id,
  text: fc.string({ maxLength: 60 }),
  to: fc.option(who, { freq: 4 }),
});

/** Mostly messages, with all that may stand between them. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: said.map(chat) },
  { weight: 2, arbitrary: who.map((one) => join(one)) },
  { weight: 1, arbitrary: who.map(leave) },
  { weight: 1, arbitrary: who.map(kick) },
  { weight: 1, arbitrary: fc.tuple(who, who, id).map(takeBack) },
  { weight: 1, arbitrary: fc.constant<Command>({ type: 'begin', from: 's0' }) },
);

/** The plain way: a new state for each command. */
function oneByOne(state: RoomState, commands: readonly Command[], given: Context) {
  let after = state;
  const decisions = commands.map((one): Decision => {
    const decision = decide(after, one, given);
    if (decision.ok) for (const event of decision.events) after = evolveAll(after, [event], keepChat);
    return decision;
  });
  return { decisions, events: decisions.flatMap((one) => (one.ok ? one.events : [])), after };
}

it('decides as if each command had been decided by itself', () => {
  let chats = 0;
  fc.assert(
    fc.property(fc.array(fc.array(command, { maxLength: 20 }), { maxLength: 6 }), (lots) => {
      let state = emptyState('r');
      for (const lot of [[join(people.host), join(people.participant)], ...lots]) {
        const together = decideAll(state, lot, context({ sfus }), keepChat);
        expect(together).toEqual(oneByOne(state, lot, context({ sfus })));
        chats += together.events.filter(({ type }) => type === 'chat').length;
        state = together.after;
      }
    }),
    { numRuns: 1_000 },
  );
  expect(chats).toBeGreaterThan(1_000);
});
