import type { ErrorCode, ServerMessage } from '@stoa/protocol';

/** Codes of the client's own beside the server's. */
export type RequestErrorCode = ErrorCode | 'timeout' | 'connection-lost';

/** Why a request was not done. With `connection-lost` and `timeout` the server may have done it all the same. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  readonly retryable: boolean;
  /** Trying sooner than after this many milliseconds is of no use. */
  readonly retryAfterMs: number;
  constructor(code: RequestErrorCode, message: string, retryable: boolean, retryAfterMs: number = 0) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Pending {
  resolve(answer: ServerMessage): void;
  reject(error: RequestError): void;
  timer: ReturnType<typeof setTimeout>;
  /** As it was sent, for sending it again. */
  readonly text: string;
  /** The table that holds it at present. */
  home: Map<string, Pending>;
}

/** Requests that wait for the one message that carries their id as `re`. */
export class RequestTable {
  readonly #pending = new Map<string, Pending>();

  open(id: string, deadlineMs: number, text: string): Promise<ServerMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<ServerMessage>();
    const timer = setTimeout(() => {
      pending.home.delete(id);
      reject(new RequestError('timeout', `no answer within ${deadlineMs} ms`, true));
    }, deadlineMs);
    const pending: Pending = { resolve, reject, timer, text, home: this.#pending };
    this.#pending.set(id, pending);
    return promise;
  }

  /** What has no answer yet, in the order of asking. */
  unanswered(): string[] {
    return [...this.#pending.values()].map(({ text }) => text);
  }

  /** Takes the open requests of an earlier connection, ahead of its own. */
  takeOver(earlier: RequestTable): void {
    const all = [...earlier.#pending, ...this.#pending];
    earlier.#pending.clear();
    this.#pending.clear();
    for (const [id, pending] of all) {
      pending.home = this.#pending;
      this.#pending.set(id, pending);
    }
  }

  /** @returns whether someone waited for this message */
  settle(message: ServerMessage): boolean {
    if (!('re' in message) || message.re === null) return false;
    const pending = this.#pending.get(message.re);
    if (pending === undefined) return false;
    this.#pending.delete(message.re);
    clearTimeout(pending.timer);
    if (message.type === 'error') {
      const { code, retryable, retryAfterMs } = message;
      pending.reject(new RequestError(code, message.message, retryable, retryAfterMs));
    } else {
      pending.resolve(message);
    }
    return true;
  }

  failAll(error: RequestError): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) {
      clearTimeout(pending.timer);
      pending.reject(error);
    }
  }
}
