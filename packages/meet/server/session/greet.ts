import type { ClientMessage } from '@stoa/protocol';
import { StoaError } from '@stoa/toolkit/base';
import type { Budgets } from '../guard/index.ts';
import type { Connection } from '../socket/index.ts';
import { sayHello, type HelloDeps } from './hello.ts';
import { overrun } from './overrun.ts';
import type { Member } from './participants.ts';
import { proveStanding, type Standing, type StandingDeps } from './standing.ts';

type Hello = Extract<ClientMessage, { type: 'hello' }>;

/** Carries a hello out as far as budgets and tokens allow. @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE */
export async function greet(
  deps: HelloDeps & StandingDeps,
  connection: Connection,
  hello: Hello,
): Promise<Member> {
  const refused = deps.budgets.hello(connection.client.key);
  if (refused) throw overrun(refused);
  const standing = await proveStanding(deps, connection, hello);
  return guarded(deps.budgets, connection, hello, standing, () =>
    sayHello(deps, connection, hello, standing),
  );
}

/**
 * A passcode counts as wrong from the start and is taken back unless it was: guesses made at once are as many as
 * guesses made one after the other. Who came with a token does not wait for what others guess.
 */
async function guarded<T>(
  budgets: Budgets,
  { client }: Connection,
  hello: Hello,
  { identity }: Standing,
  work: () => Promise<T>,
): Promise<T> {
  if (hello.passcode === undefined || hello.resume) return work();
  const guess = budgets.passcode(
    client.key,
    identity ? `${hello.room} ${identity.user ?? identity.way}` : hello.room,
  );
  if ('reason' in guess) throw overrun(guess);
  try {
    const done = await work();
    guess.undo();
    return done;
  } catch (error) {
    const wrong = error instanceof StoaError && error.details['code'] === 'passcode-wrong';
    if (!wrong) guess.undo();
    throw error;
  }
}
