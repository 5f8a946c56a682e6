import { randomBytes } from 'node:crypto';
import { backoffDelay, messageOf, type StoaError } from '@stoa/toolkit/base';
import { WebSocket } from 'ws';
import { meetErrors } from '../errors.ts';
import { rawText } from '../raw-text.ts';
import { janusMessageSchema, type JanusMessage } from './janus-message.ts';

export interface JanusSocketOptions {
  /** Name of the SFU, for messages. */
  readonly name: string;
  readonly url: string;
  readonly api: 'janus' | 'admin';
  readonly secret: string;
  readonly requestMs: number;
  /** Pings; four unanswered ones in a row count as a broken connection. */
  readonly pingMs: number;
  /** A connection that is not back after this time counts as gone. */
  readonly goneMs: number;
}

interface Transaction {
  readonly ackIsFinal: boolean;
  readonly resolve: (message: JanusMessage) => void;
  readonly reject: (error: StoaError) => void;
  readonly timer: NodeJS.Timeout;
  /** The SFU has the request; its result is to come. */
  acked: boolean;
}

export interface RequestOptions {
  /** The acknowledgement is the whole answer (keepalive, trickle). */
  readonly ackIsFinal?: boolean;
  readonly ms?: number;
}

type Listener<T> = (value: T) => void;

/** Was the request accepted, and its result never seen? Then it is not known how far the SFU came with it. */
export function isHalfDone(error: unknown): boolean {
  return (error as StoaError | undefined)?.details?.['acked'] === true;
}

/** The Janus error code behind an error, if there is one. */
export function janusCode(error: unknown): number | undefined {
  const details = (error as StoaError | undefined)?.details;
  return typeof details?.['code'] === 'number' ? details['code'] : undefined;
}

/**
 * One WebSocket to a Janus API that comes back by itself. Requests are matched by transaction and have deadlines.
 * https://janus.conf.meetecho.com/docs/rest.html#WS
 */
export class JanusSocket {
  readonly #options: JanusSocketOptions;
  readonly #transactions = new Map<string, Transaction>();
  readonly #onEvent: Listener<JanusMessage>[] = [];
  readonly #onUp: Listener<void>[] = [];
  readonly #onGone: Listener<void>[] = [];
  #socket: WebSocket | undefined;
  #up = false;
  #gone = true;
  #closed = false;
  #attempt = 0;
  #missedPongs = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #goneTimer: NodeJS.Timeout | undefined;
  readonly #pinger: NodeJS.Timeout;
  readonly #firstTry: Promise<void>;

  constructor(options: JanusSocketOptions) {
    this.#options = options;
    this.#firstTry = new Promise((resolve) => this.#connect(resolve));
    this.#pinger = setInterval(() => this.#ping(), options.pingMs);
  }

  get up(): boolean {
    return this.#up;
  }

  /** Not there, and not just reconnecting. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Resolves after the first attempt to connect, whatever came of it. */
  get tried(): Promise<void> {
    return this.#firstTry;
  }

  onEvent(listener: Listener<JanusMessage>): void {
    this.#onEvent.push(listener);
  }

  onUp(listener: Listener<void>): void {
    this.#onUp.push(listener);
  }

  onGone(listener: Listener<void>): void {
    this.#onGone.push(listener);
  }

  /** @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED (details.code = the error code of Janus) */
  request(body: Record<string, unknown>, options: RequestOptions = {}): Promise<JanusMessage> {
    const { name, api, secret, requestMs } = this.#options;
    const socket = this.#socket;
    if (!socket || !this.#up) return Promise.reject(this.#unavailable('is not connected'));
    const transaction = randomBytes(9).toString('base64url');
    const ms = options.ms ?? requestMs;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const acked = this.#settle(transaction)?.acked ?? false;
        reject(this.#unavailable(`did not answer ${String(body['janus'])} within ${ms} ms`, { acked }));
      }, ms);
      const ackIsFinal = options.ackIsFinal ?? false;
      this.#transactions.set(transaction, { ackIsFinal, resolve, reject, timer, acked: false });
      const key = api === 'admin' ? 'admin_secret' : 'apisecret';
      socket.send(JSON.stringify({ ...body, transaction, [key]: secret }), (error) => {
        if (error) this.#settle(transaction)?.reject(this.#unavailable(`${name}: ${error.message}`));
      });
    });
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#pinger);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#goneTimer);
    this.#up = false;
    this.#failAll('the backend is closing');
    this.#socket?.close();
    const socket = this.#socket;
    setTimeout(() => socket?.terminate(), 200).unref();
  }

  #unavailable(what: string, details: { readonly acked?: boolean } = {}): StoaError {
    return meetErrors.make('MEET_SFU_UNAVAILABLE', `the SFU ${this.#options.name} ${what}`, {
      details,
      hint: 'try again; the room moves if the SFU stays away',
    });
  }

  #connect(tried: () => void = () => {}): void {
    const { url, api } = this.#options;
    const protocol = api === 'admin' ? 'janus-admin-protocol' : 'janus-protocol';
    const socket = new WebSocket(url, protocol, { handshakeTimeout: 1_000, maxPayload: 4 * 1_048_576 });
    this.#socket = socket;
    let refused = false;
    socket.on('open', () => {
      this.#attempt = 0;
      this.#missedPongs = 0;
      this.#up = true;
      this.#gone = false;
      clearTimeout(this.#goneTimer);
      this.#goneTimer = undefined;
      tried();
      for (const listener of this.#onUp) listener();
    });
    socket.on('pong', () => {
      this.#missedPongs = 0;
    });
    socket.on('message', (data) => this.#receive(rawText(data)));
    socket.on('error', (error) => {
      refused = 'code' in error && error.code === 'ECONNREFUSED';
    });
    socket.on('close', () => {
      tried();
      this.#lost(refused);
    });
  }

  #lost(refused: boolean): void {
    if (this.#closed) return;
    this.#up = false;
    this.#failAll('closed the connection');
    this.#attempt += 1;
    const delay = this.#attempt === 1 ? 0 : backoffDelay(this.#attempt, { baseMs: 25, maxMs: 1_000 });
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
    if (this.#gone) return;
    // Nobody listens there any more: the process is dead, waiting makes no sense.
    if (refused) this.#declareGone();
    else this.#goneTimer ??= setTimeout(() => this.#declareGone(), this.#options.goneMs);
  }

  #declareGone(): void {
    clearTimeout(this.#goneTimer);
    this.#goneTimer = undefined;
    this.#gone = true;
    for (const listener of this.#onGone) listener();
  }

  #ping(): void {
    if (!this.#up) return;
    this.#missedPongs += 1;
    if (this.#missedPongs > 4) this.#socket?.terminate();
    else this.#socket?.ping();
  }

  #settle(transaction: string): Transaction | undefined {
    const found = this.#transactions.get(transaction);
    this.#transactions.delete(transaction);
    clearTimeout(found?.timer);
    return found;
  }

  #failAll(why: string): void {
    for (const id of this.#transactions.keys()) this.#settle(id)?.reject(this.#unavailable(why));
  }

  #receive(text: string): void {
    let message: JanusMessage;
    try {
      message = janusMessageSchema.parse(JSON.parse(text));
    } catch {
      return;
    }
    const waiting = message.transaction ? this.#transactions.get(message.transaction) : undefined;
    if (!waiting || !message.transaction) {
      for (const listener of this.#onEvent) listener(message);
      return;
    }
    if (message.janus === 'ack' && !waiting.ackIsFinal) {
      waiting.acked = true;
      return;
    }
    this.#settle(message.transaction);
    const failure = failureOf(message);
    if (!failure) waiting.resolve(message);
    else waiting.reject(refused(this.#options.name, failure));
  }
}

function failureOf(message: JanusMessage): { code: number; reason: string } | undefined {
  if (message.janus === 'error') return message.error ?? { code: 0, reason: 'no reason given' };
  const data = message.plugindata?.data;
  if (typeof data?.['error_code'] !== 'number') return undefined;
  return { code: data['error_code'], reason: messageOf(data['error']) };
}

function refused(name: string, { code, reason }: { code: number; reason: string }): StoaError {
  return meetErrors.make('MEET_SFU_REFUSED', `the SFU ${name} refused: ${reason} (${code})`, {
    details: { code },
  });
}
