import { GuessPauses } from './guess-pauses.ts';
import { KeyedBuckets } from './keyed-buckets.ts';
import type { BudgetSettings } from './rates.ts';

/** Whom a refusal is for: the metric's label. */
export const refusalReasons = [
  'origin',
  'address-connections',
  'address-hellos',
  'address-passcodes',
  'address-auth',
  'room-passcodes',
  'user-joins',
  'user-messages',
  'address-tests',
  'all-tests',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Something was over its budget; it may be tried again after `retryAfterMs`. */
export interface Overrun {
  readonly reason: RefusalReason;
  readonly retryAfterMs: number;
}

/** A guess that counts as wrong until it is taken back. */
export interface Guess {
  undo(): void;
}

const nothingToUndo: Guess = { undo: () => {} };

/** The budgets of addresses, users and rooms, over all connections of this backend. */
export class Budgets {
  readonly #connections: KeyedBuckets;
  readonly #hellos: KeyedBuckets;
  readonly #passcodes: KeyedBuckets;
  readonly #auth: KeyedBuckets;
  readonly #joins: KeyedBuckets;
  readonly #messages: KeyedBuckets;
  readonly #tests: KeyedBuckets;
  readonly #allTests: KeyedBuckets;
  readonly #rooms: GuessPauses;
  readonly #onRefused: (reason: RefusalReason) => void;

  constructor(budgets: BudgetSettings, onRefused: (reason: RefusalReason) => void = () => {}) {
    const options = { most: budgets.mostKeys };
    this.#connections = new KeyedBuckets(budgets.addressConnections, options);
    this.#hellos = new KeyedBuckets(budgets.addressHellos, options);
    this.#passcodes = new KeyedBuckets(budgets.addressPasscodes, options);
    this.#auth = new KeyedBuckets(budgets.addressAuth, options);
    this.#joins = new KeyedBuckets(budgets.userJoins, options);
    this.#messages = new KeyedBuckets(budgets.userMessages, options);
    this.#tests = new KeyedBuckets(budgets.addressTests, options);
    this.#allTests = new KeyedBuckets(budgets.allTests, options);
    this.#rooms = new GuessPauses(budgets.roomPasscodes, options);
    this.#onRefused = onRefused;
  }

  /** @param key as `addressKey` makes it */
  connection(key: string | null): Overrun | undefined {
    return this.#take(this.#connections, key, 'address-connections');
  }

  hello(key: string | null): Overrun | undefined {
    return this.#take(this.#hellos, key, 'address-hellos');
  }

  /** @param user as the way that vouches for them names them */
  join(user: string): Overrun | undefined {
    return this.#take(this.#joins, user, 'user-joins');
  }

  message(user: string): Overrun | undefined {
    return this.#take(this.#messages, user, 'user-messages');
  }

  /** Credentials for a connection test: each gives a little of the relay to somebody who has not joined. */
  connectionTest(key: string | null): Overrun | undefined {
    return this.#take(this.#tests, key, 'address-tests') ?? this.#take(this.#allTests, '', 'all-tests');
  }

  /** A try to prove who one is; taken back when it succeeds. */
  proof(key: string | null): Overrun | Guess {
    return this.#take(this.#auth, key, 'address-auth') ?? this.#refundable(this.#auth, key);
  }

  /** A try of a room's passcode; taken back when it succeeds. */
  passcode(key: string | null, room: string): Overrun | Guess {
    const refused = this.#take(this.#passcodes, key, 'address-passcodes');
    if (refused) return refused;
    const address = this.#refundable(this.#passcodes, key);
    const retryAfterMs = this.#rooms.begin(room);
    if (retryAfterMs > 0) {
      address.undo();
      return this.#refuse('room-passcodes', retryAfterMs);
    }
    return {
      undo: () => {
        address.undo();
        this.#rooms.undo(room);
      },
    };
  }

  #refundable(buckets: KeyedBuckets, key: string | null): Guess {
    return key === null ? nothingToUndo : { undo: () => buckets.refund(key) };
  }

  #take(buckets: KeyedBuckets, key: string | null, reason: RefusalReason): Overrun | undefined {
    const retryAfterMs = key === null ? 0 : buckets.take(key);
    return retryAfterMs === 0 ? undefined : this.#refuse(reason, retryAfterMs);
  }

  #refuse(reason: RefusalReason, retryAfterMs: number): Overrun {
    this.#onRefused(reason);
    return { reason, retryAfterMs };
  }
}
