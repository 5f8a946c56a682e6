import { randomBytes } from 'node:crypto';
import { closeCodes, type IceServer, type RoomView, type ServerMessage } from '@stoa/protocol';
import type { WebSocket } from 'ws';
import { retry, sleep, StoaError } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import { sayHello } from './_hello.ts';
import { isRetryable, PendingRequests, type AnswerTo, type SessionRequest } from './_pending.ts';
import { RoomMirror } from './_room-mirror.ts';
import { openSocket, parseServerMessage } from './_socket.ts';
import { mergeUrls } from './_urls.ts';
import type { SessionEvent, SessionOptions, Welcome } from './session-events.ts';

/** Quiet time after which the backend is asked for a sign of life, and how long it has for it. */
const quietMs = 5_000;
const pongMs = 3_000;
/** TURN credentials are renewed when this share of their life is over. */
const renewAt = 0.8;
/** Spreads the first return of many clients over this time (ms), short enough to be back within a second. */
const spreadMs = 100;
const finalCloses = new Set<number>([
  closeCodes.normal,
  closeCodes.replaced,
  closeCodes.badMessage,
  closeCodes.removed,
]);
const finalErrors = new Set(['CALL_SESSION_LOST', 'CALL_ROOM_FULL', 'CALL_OPTIONS', 'CALL_TLS_UNTRUSTED']);

/**
 * One participant's session with a Stoa platform: joins, keeps the room's view by the shared reducer, asks and
 * answers by id, and comes back on any session backend with its resume token when the connection breaks.
 */
export class SessionClient {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #pending = new PendingRequests();
  readonly #prefix = randomBytes(6).toString('hex');
  #count = 0;
  #urls: string[];
  #url = '';
  #socket: WebSocket | undefined;
  #welcome: Welcome | undefined;
  readonly #room: RoomMirror;
  #iceServers: readonly IceServer[] = [];
  #closed = false;
  #connecting: Promise<Welcome> | undefined;
  #heardAt = 0;
  #quietTimer: NodeJS.Timeout | undefined;
  #renewTimer: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    if (options.urls.length === 0) throw callErrors.make('CALL_OPTIONS', 'no URL of a session backend given');
    this.#options = options;
    this.#urls = mergeUrls([], options.urls);
    this.#room = new RoomMirror(
      options.room,
      async (version) => (await this.request({ type: 'sync', version })).sync,
      (view, events) => this.#emit({ type: 'view', view, events }),
    );
  }

  get view(): RoomView {
    return this.#room.view;
  }
  get iceServers(): readonly IceServer[] {
    return this.#iceServers;
  }
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }
  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Adds a listener; returns the function that removes it. */
  on(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Joins the room, trying each backend once. @throws the last backend's failure */
  async join(): Promise<Welcome> {
    for (const [index, url] of this.#urls.entries()) {
      try {
        return await this.#connect(url);
      } catch (error) {
        const final = error instanceof StoaError && finalErrors.has(error.code);
        if (final || index === this.#urls.length - 1) throw error;
      }
    }
    throw callErrors.make('CALL_BACKEND_UNREACHABLE', 'no session backend left to try');
  }

  /**
   * Asks once and waits for the answer. With `keepMs` the request outlives broken connections and retryable
   * refusals: it is repeated under the same id, so that the backends store it once.
   * @throws CALL_REFUSED, CALL_INTERRUPTED, CALL_TIMEOUT
   */
  async request<const R extends SessionRequest>(
    request: R,
    options: { readonly keepMs?: number; readonly timeoutMs?: number } = {},
  ): Promise<AnswerTo<R['type']>> {
    const id = `${this.#prefix}-${(this.#count += 1)}`;
    const ask = () => this.#exchange({ ...request, id }, options.timeoutMs);
    const answer =
      options.keepMs === undefined
        ? await ask()
        : await retry(ask, {
            deadlineMs: options.keepMs,
            maxMs: 1_000,
            retryIf: (error) => !this.#closed && isRetryable(error),
          });
    return answer as AnswerTo<R['type']>;
  }

  /** Leaves the room and closes; never fails: a backend that is away notices by itself. */
  async leave(): Promise<void> {
    if (this.#closed) return;
    // Who is half-way in would stay in the room for the grace time.
    await this.#connecting?.catch(() => {});
    if (this.connected) await this.request({ type: 'leave' }, { timeoutMs: 2_000 }).catch(() => {});
    this.#end();
  }

  /** Drops the connection as a crash would, without leaving. */
  close(): void {
    this.#end();
  }

  #emit(event: SessionEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #end(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#quietTimer);
    clearTimeout(this.#renewTimer);
    this.#pending.interrupt('the session was closed');
    this.#socket?.close(closeCodes.normal);
    this.#socket = undefined;
    this.#emit({ type: 'closed', ...(error === undefined ? {} : { error }) });
  }

  #connect(url: string, timeoutMs = this.#options.timeoutMs ?? 10_000): Promise<Welcome> {
    this.#connecting = this.#open(url, timeoutMs).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #open(url: string, timeoutMs: number): Promise<Welcome> {
    const socket = await openSocket(url, { ca: this.#options.ca, timeoutMs });
    const known = this.#welcome;
    const hello = {
      id: `${this.#prefix}-${(this.#count += 1)}`,
      room: this.#options.room,
      name: this.#options.name,
      ...(known ? { resume: { token: known.resumeToken, version: this.view.version } } : {}),
    };
    try {
      return await sayHello(socket, hello, timeoutMs, (welcome) => this.#attach(socket, url, welcome));
    } catch (error) {
      socket.terminate();
      throw error;
    }
  }

  #attach(socket: WebSocket, url: string, welcome: Welcome): void {
    if (this.#closed) {
      socket.close(closeCodes.normal);
      return;
    }
    this.#socket = socket;
    this.#url = url;
    this.#welcome = welcome;
    this.#urls = mergeUrls(this.#urls, welcome.backends);
    this.#heardAt = performance.now();
    socket.on('message', (data) => this.#onMessage(parseServerMessage(data)));
    socket.on('close', (code, reason) => this.#onClose(socket, code, reason.toString()));
    clearInterval(this.#quietTimer);
    this.#quietTimer = setInterval(() => this.#checkAlive(socket), quietMs / 2);
    this.#useIceServers(welcome.iceServers, welcome.iceServersExpireAt);
    this.#room.sync(welcome.sync);
    this.#emit({ type: 'welcome', welcome, url });
  }

  #onMessage(message: ServerMessage | undefined): void {
    this.#heardAt = performance.now();
    if (message === undefined || this.#pending.settle(message)) return;
    if (message.type === 'events') {
      this.#room.apply(message);
    } else if (
      message.type === 'offer' ||
      message.type === 'media-lost' ||
      message.type === 'signal' ||
      message.type === 'log-state' ||
      message.type === 'bye'
    ) {
      this.#emit({ type: 'message', message });
    }
  }

  #useIceServers(iceServers: readonly IceServer[], expireAt: number | null): void {
    this.#iceServers = iceServers;
    clearTimeout(this.#renewTimer);
    if (expireAt === null) return;
    const delay = Math.min(2 ** 31 - 1, Math.max(1_000, (expireAt - Date.now()) * renewAt));
    this.#renewTimer = setTimeout(() => void this.#renewIceServers(), delay);
  }

  async #renewIceServers(): Promise<void> {
    try {
      const answer = await this.request({ type: 'ice-servers' }, { keepMs: 30_000 });
      this.#useIceServers(answer.iceServers, answer.expireAt);
      this.#emit({ type: 'ice-servers', iceServers: answer.iceServers });
    } catch {
      // the welcome after a resume brings new ones
    }
  }

  #exchange(message: SessionRequest & { id: string }, timeoutMs?: number): Promise<ServerMessage> {
    const socket = this.#socket;
    if (socket === undefined) {
      return Promise.reject(callErrors.make('CALL_INTERRUPTED', `${message.type}: not connected`));
    }
    const wait = timeoutMs ?? this.#options.timeoutMs ?? 10_000;
    const answer = this.#pending.wait(message.id, message.type, wait);
    socket.send(JSON.stringify(message));
    return answer;
  }

  /** A frozen backend holds its sockets open: only silence tells. */
  #checkAlive(socket: WebSocket): void {
    if (socket !== this.#socket || performance.now() - this.#heardAt < quietMs) return;
    this.request({ type: 'ping' }, { timeoutMs: pongMs }).catch(() => {
      if (performance.now() - this.#heardAt >= pongMs) socket.terminate();
    });
  }

  #onClose(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    clearInterval(this.#quietTimer);
    this.#pending.interrupt(`the connection closed (${code}${reason ? ` ${reason}` : ''})`);
    this.#emit({ type: 'disconnected', code, reason });
    if (finalCloses.has(code)) {
      const text = `the session backend ended the session (${code}${reason ? ` ${reason}` : ''})`;
      this.#end(callErrors.make('CALL_SESSION_LOST', text));
      return;
    }
    void this.#resume();
  }

  async #resume(): Promise<void> {
    // The backend that just went is asked last.
    this.#urls = [...this.#urls.filter((url) => url !== this.#url), this.#url];
    try {
      await sleep((this.#options.random ?? Math.random)() * spreadMs);
      await retry((attempt) => this.#connect(this.#urls[(attempt - 1) % this.#urls.length] ?? '', 3_000), {
        deadlineMs: this.#options.resumeForMs ?? 30_000,
        baseMs: 50,
        maxMs: 2_000,
        retryIf: (error) => !this.#closed && !(error instanceof StoaError && finalErrors.has(error.code)),
      });
    } catch (cause) {
      if (this.#closed) return;
      const text = `the session could not be resumed: ${cause instanceof Error ? cause.message : String(cause)}`;
      this.#end(callErrors.make('CALL_SESSION_LOST', text, { cause }));
    }
  }
}
