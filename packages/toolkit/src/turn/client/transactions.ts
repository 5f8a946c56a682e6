import type { StoaError } from '../../base/index.ts';
import type { DecodedMessage } from '../codec/index.ts';
import { turnErrors } from '../turn-errors.ts';
import { requestSchedule, type RequestTimers } from './retransmit.ts';
import { filtered, type TurnTransport } from './transport.ts';

interface Pending {
  /** Decides whether an answer counts: one that is not signed as it must be does not (RFC 8489 §9.2.5). */
  accept(message: DecodedMessage, packet: Buffer): boolean;
  resolve(message: DecodedMessage): void;
  reject(error: StoaError): void;
}

const keyOf = (transactionId: Buffer): string => transactionId.toString('latin1');

/** The requests under way on one transport: sending, repeating, matching of answers, time-outs. */
export class Transactions {
  readonly #transport: TurnTransport;
  readonly #timers: RequestTimers;
  readonly #where: string;
  readonly #pending = new Map<string, Pending>();

  constructor(transport: TurnTransport, where: string, timers: RequestTimers) {
    this.#transport = transport;
    this.#where = where;
    this.#timers = timers;
  }

  /** @throws TURN_FILTERED, TURN_RESPONSE_UNVERIFIED, or whatever fail() is given */
  run(transactionId: Buffer, packet: Buffer, verify: (message: DecodedMessage, packet: Buffer) => boolean) {
    const { repeatAt, giveUpAt } = requestSchedule(this.#transport.reliable, this.#timers);
    const key = keyOf(transactionId);
    const timers: NodeJS.Timeout[] = [];
    let unverified = 0;
    return new Promise<DecodedMessage>((resolve, reject) => {
      this.#pending.set(key, {
        accept: (message, bytes) => {
          const good = verify(message, bytes);
          if (!good) unverified += 1;
          return good;
        },
        resolve,
        reject,
      });
      for (const at of repeatAt) timers.push(setTimeout(() => this.#transport.send(packet), at));
      timers.push(
        setTimeout(() => reject(this.#silence(giveUpAt, repeatAt.length + 1, unverified)), giveUpAt),
      );
      this.#transport.send(packet);
    }).finally(() => {
      for (const timer of timers) clearTimeout(timer);
      this.#pending.delete(key);
    });
  }

  receive(message: DecodedMessage, packet: Buffer): void {
    const pending = this.#pending.get(keyOf(message.transactionId));
    if (pending?.accept(message, packet)) pending.resolve(message);
  }

  /** Ends every request under way. */
  fail(error: StoaError): void {
    for (const pending of this.#pending.values()) pending.reject(error);
  }

  #silence(ms: number, sends: number, unverified: number): StoaError {
    if (unverified === 0) return filtered(this.#where, `${sends} requests in ${ms} ms went unanswered`);
    return turnErrors.make(
      'TURN_RESPONSE_UNVERIFIED',
      `${this.#where} answered ${unverified} times, but never signed with our key`,
      {
        hint: 'something between here and the server answers in its place, or the server has another password',
      },
    );
  }
}
