import type { ClientMessage, ServerMessage } from '@stoa/protocol';
import { StoaError } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';

/** What a client may ask once it has joined, without the id, which the session client adds. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type SessionRequest = WithoutId<Exclude<ClientMessage, { type: 'hello' }>>;

interface NamedAnswers {
  readonly publish: 'published';
  readonly 'ice-servers': 'ice-servers';
  readonly sync: 'sync';
  readonly ping: 'pong';
}
type AnswerType<T extends string> = T extends keyof NamedAnswers ? NamedAnswers[T] : 'ack';
export type AnswerTo<T extends string> = Extract<ServerMessage, { type: AnswerType<T> }>;

interface Waiting {
  /** As it was sent, for sending it again. */
  readonly text: string;
  readonly what: string;
  readonly resolve: (message: ServerMessage) => void;
  readonly reject: (error: Error) => void;
}

/** Requests that wait for the one message that carries their id back. */
export class PendingRequests {
  readonly #waiting = new Map<string, Waiting>();

  /** @throws CALL_REFUSED, CALL_INTERRUPTED, CALL_TIMEOUT */
  wait(id: string, what: string, timeoutMs: number, text: string): Promise<ServerMessage> {
    return new Promise<ServerMessage>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(callErrors.make('CALL_TIMEOUT', `no answer to ${what} within ${timeoutMs} ms`));
      }, timeoutMs);
      const done =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          this.#waiting.delete(id);
          settle(value);
        };
      this.#waiting.set(id, { text, what, resolve: done(resolve), reject: done(reject) });
    });
  }

  /** True when the message was the answer to something. */
  settle(message: ServerMessage): boolean {
    const re = 're' in message ? message.re : null;
    const waiting = re === null ? undefined : this.#waiting.get(re);
    if (waiting === undefined) return false;
    if (message.type === 'error') waiting.reject(refusal(waiting.what, message));
    else waiting.resolve(message);
    return true;
  }

  /** What has no answer yet, in the order of asking. */
  unanswered(): string[] {
    return [...this.#waiting.values()].map(({ text }) => text);
  }

  interrupt(why: string): void {
    for (const { what, reject } of this.#waiting.values()) {
      reject(callErrors.make('CALL_INTERRUPTED', `${what} was interrupted: ${why}`));
    }
  }
}

function refusal(what: string, message: Extract<ServerMessage, { type: 'error' }>): Error {
  return callErrors.make('CALL_REFUSED', `${what} was refused: ${message.message} (${message.code})`, {
    details: { code: message.code, retryable: message.retryable },
  });
}

/** The protocol's code of a refusal; undefined for any other error. */
export function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof StoaError) || error.code !== 'CALL_REFUSED') return undefined;
  const code = error.details['code'];
  return typeof code === 'string' ? code : undefined;
}

/** True when the same request, under the same id, may succeed later. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof StoaError)) return false;
  if (error.code === 'CALL_REFUSED') return error.details['retryable'] === true;
  return error.code === 'CALL_INTERRUPTED' || error.code === 'CALL_TIMEOUT';
}

const finalErrors = new Set(['CALL_SESSION_LOST', 'CALL_ROOM_FULL', 'CALL_OPTIONS', 'CALL_TLS_UNTRUSTED']);

/** True when no other attempt to connect, on any backend, can succeed. */
export function isFinal(error: unknown): boolean {
  return error instanceof StoaError && finalErrors.has(error.code);
}
