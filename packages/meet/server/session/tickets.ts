import { createHash, randomBytes } from 'node:crypto';
import { refusal } from '../errors.ts';
import type { OneTime } from '../log/index.ts';
import { identitySchema, type Identity } from '../auth/index.ts';

/** How long a ticket is good. */
export const ticketMs = 30_000;

/**
 * Tickets in place of tokens, for clients that cannot, or shall not, put a token into the subprotocol: got for a
 * token, redeemed once, on whatever backend. Only their hashes are kept.
 */
export class Tickets {
  readonly #store: OneTime;

  constructor(store: OneTime) {
    this.#store = store;
  }

  /** @throws MEET_LOG_UNAVAILABLE */
  async issue(identity: Identity): Promise<string> {
    const ticket = randomBytes(32).toString('base64url');
    const stored = await this.#store.keep(nameOf(ticket), JSON.stringify(identity), ticketMs);
    if (!stored) throw new Error('a ticket of 256 random bits was there already');
    return ticket;
  }

  /** @throws MEET_REFUSED: auth-expired; MEET_LOG_UNAVAILABLE */
  async redeem(ticket: string): Promise<Identity> {
    const text = await this.#store.take(nameOf(ticket));
    if (text === undefined)
      throw refusal('auth-expired', 'this ticket was used, or is too old; get another one');
    return identitySchema.parse(JSON.parse(text));
  }
}

function nameOf(ticket: string): string {
  return `ticket:${createHash('sha256').update(ticket).digest('hex')}`;
}
