import type { ClientMessage } from '@stoa/protocol';
import type { Authenticator, Identity } from '../auth/index.ts';
import { refusal } from '../errors.ts';
import type { Budgets } from '../guard/index.ts';
import type { Connection } from '../socket/index.ts';
import { overrun } from './overrun.ts';
import type { Tickets } from './tickets.ts';

type Hello = Extract<ClientMessage, { type: 'hello' }>;

/** What is known of somebody who wants in. */
export interface Standing {
  readonly identity?: Identity;
  /** Nobody vouches for them, where others are vouched for. */
  readonly knocks: boolean;
}

/** What of an identity the room remembers. */
export function seatIdentity({ user, granted }: Identity): Pick<Identity, 'user' | 'granted'> {
  return { ...(user === undefined ? {} : { user }), ...(granted === undefined ? {} : { granted }) };
}

export interface StandingDeps {
  readonly authenticator: Authenticator;
  readonly budgets: Budgets;
  readonly tickets: Tickets;
}

/**
 * Finds out who says hello. Whoever comes back has a place already, which their resume token proves, however old the
 * token is that they came with.
 * @throws MEET_REFUSED
 */
export async function proveStanding(
  { authenticator, budgets, tickets }: StandingDeps,
  { client }: Connection,
  hello: Hello,
): Promise<Standing> {
  if (hello.resume) return { knocks: false };
  if (client.bearer === undefined && hello.ticket === undefined) {
    if (authenticator.required) throw refusal('auth-required', 'this platform asks for a token');
    return { knocks: authenticator.vouches };
  }
  const proof = budgets.proof(client.key);
  if ('reason' in proof) throw overrun(proof);
  const identity =
    hello.ticket === undefined
      ? await authenticator.verify(client.bearer ?? '')
      : await tickets.redeem(hello.ticket);
  proof.undo();
  if (identity.room !== null && identity.room !== hello.room) {
    throw refusal('auth-failed', 'this token is for another room');
  }
  const refused = identity.user === undefined ? undefined : budgets.join(identity.user);
  if (refused) throw overrun(refused);
  return { identity, knocks: false };
}
