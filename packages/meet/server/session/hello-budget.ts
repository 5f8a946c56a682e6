import type { ClientMessage } from '@stoa/protocol';
import { StoaError } from '@stoa/toolkit/base';
import { refusal } from '../errors.ts';
import type { Budgets, Overrun } from '../guard/index.ts';
import type { Connection } from '../socket/index.ts';

type Hello = Extract<ClientMessage, { type: 'hello' }>;

const words: Readonly<Record<Overrun['reason'], string>> = {
  origin: 'pages of this origin may not connect',
  'address-connections': 'too many new connections from this address',
  'address-hellos': 'too many attempts to join from this address',
  'address-passcodes': 'too many wrong passcodes from this address',
  'address-auth': 'too many refused tokens from this address',
  'address-tests': 'too many connection tests from this address',
  'all-tests': 'too many connection tests',
  'room-passcodes': 'too many wrong passcodes for this room; newcomers have to wait',
  'user-joins': 'this user joins too often',
  'user-messages': 'this user sends too many messages, over all connections',
};

/** A refusal that says what there was too much of, and when to try again. */
export function overrun({ reason, retryAfterMs }: Overrun): StoaError<'MEET_REFUSED'> {
  return refusal('too-many', words[reason], retryAfterMs);
}

/**
 * Carries a hello out if the budgets allow it. A passcode counts as wrong from the start and is taken back unless it
 * was: guesses made at once are as many as guesses made one after the other.
 * @throws MEET_REFUSED
 */
export async function withinBudgets<T>(
  budgets: Budgets,
  { client }: Connection,
  hello: Hello,
  work: () => Promise<T>,
): Promise<T> {
  const refused = budgets.hello(client.key);
  if (refused) throw overrun(refused);
  if (hello.passcode === undefined || hello.resume) return work();
  const guess = budgets.passcode(client.key, hello.room);
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
