import { randomBytes } from 'node:crypto';
import { closeCodes, type IceServer, type RoomView, type ServerMessage } from '@stoa/protocol';
import type { WebSocket } from 'ws';
import { retry, sleep } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import { comeBack } from './_come-back.ts';
import { Handover, moveTargets, moveTimeoutMs } from './_handover.ts';
import { sayHello, type Hello } from './_hello.ts';
import { IceServers } from './_ice-servers.ts';
import { isFinal, isRetryable, PendingRequests, type AnswerTo, type SessionRequest } from './_pending.ts';
import { RoomMirror } from './_room-mirror.ts';
import { endsSession, openSocket, parseServerMessage } from './_socket.ts';
import { mergeUrls } from './_urls.ts';
import { isPassed, type SessionEvent, type SessionOptions, type Welcome } from './session-events.ts';

/** Quiet time after which the backend is asked for a sign of life, and how long it has for it. */
const quietMs = 5_000;
const pongMs = 3_000;
/** Spreads the first return of many clients over this time (ms), short enough to be back within a second. */
const spreadMs = 100;

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
  readonly #iceServers = new IceServers(
    () => this.request({ type: 'ice-servers' }, { keepMs: 30_000 }),
    (iceServers) => this.#emit({ type: 'ice-servers', iceServers }),
  );
  #closed = false;
  #connecting: Promise<Welcome> | undefined;
  #handover: Handover | undefined;
  #moving: Promise<void> | undefined;
  #heardAt = 0;
  #quietTimer: NodeJS.Timeout | undefined;

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
    return this.#iceServers.current;
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
        if (isFinal(error) || index === this.#urls.length - 1) throw error;
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
    await this.#moving;
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
    this.#iceServers.stop();
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
    const socket = await openSocket(url, { ...this.#options, timeoutMs });
    try {
      return await sayHello(socket, this.#hello(), timeoutMs, (welcome) =>
        this.#attach(socket, url, welcome),
      );
    } catch (error) {
      socket.terminate();
      throw error;
    }
  }

  #hello(): Hello {
    const known = this.#welcome;
    return {
      id: `${this.#prefix}-${(this.#count += 1)}`,
      room: this.#options.room,
      name: this.#options.name,
      ...(known ? { resume: { token: known.resumeToken, version: this.view.version } } : {}),
    };
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
    socket.on('message', (data) => this.#onMessage(socket, parseServerMessage(data)));
    socket.on('close', (code, reason) => this.#onClose(socket, code, reason.toString()));
    clearInterval(this.#quietTimer);
    this.#quietTimer = setInterval(() => this.#checkAlive(socket), quietMs / 2);
    this.#iceServers.use({ iceServers: welcome.iceServers, expireAt: welcome.iceServersExpireAt });
    this.#room.sync(welcome.sync);
    this.#emit({ type: 'welcome', welcome, url, moved: this.#handover?.holding === true });
  }

  #onMessage(socket: WebSocket, message: ServerMessage | undefined): void {
    this.#heardAt = performance.now();
    if (message === undefined) return;
    const handover = this.#handover;
    if (socket === handover?.old && !handover.admits(message)) return;
    this.#handle(message);
  }

  #handle(message: ServerMessage): void {
    if (this.#pending.settle(message)) return;
    if (message.type === 'relay-move') this.#iceServers.use(message);
    if (message.type === 'move') {
      this.#startMove(message.withinMs, message.backends);
    } else if (message.type === 'events') {
      this.#room.apply(message);
    } else if (isPassed(message)) this.#emit({ type: 'message', message });
  }

  #exchange(message: SessionRequest & { id: string }, timeoutMs?: number): Promise<ServerMessage> {
    const socket = this.#socket;
    if (socket === undefined) {
      return Promise.reject(callErrors.make('CALL_INTERRUPTED', `${message.type}: not connected`));
    }
    const wait = timeoutMs ?? this.#options.timeoutMs ?? 10_000;
    const text = JSON.stringify(message);
    const answer = this.#pending.wait(message.id, message.type, wait, text);
    if (!this.#handover?.holding) socket.send(text);
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
    const handover = socket === this.#handover?.old ? this.#handover : undefined;
    // Most likely the new connection has replaced it; the handover knows soon.
    if (handover?.holding) handover.closed = { code, reason };
    else this.#disconnected(code, reason, endsSession(code) && !handover?.greeted);
  }

  #disconnected(code: number, reason: string, final: boolean): void {
    this.#socket = undefined;
    clearInterval(this.#quietTimer);
    this.#pending.interrupt(`the connection closed (${code}${reason ? ` ${reason}` : ''})`);
    this.#emit({ type: 'disconnected', code, reason });
    if (final) {
      const text = `the session backend ended the session (${code}${reason ? ` ${reason}` : ''})`;
      this.#end(callErrors.make('CALL_SESSION_LOST', text));
      return;
    }
    void this.#resume();
  }

  #startMove(withinMs: number, backends: readonly string[]): void {
    const old = this.#socket;
    if (old === undefined || this.#moving !== undefined) return;
    this.#urls = mergeUrls(this.#urls, backends);
    const handover = new Handover(old, {
      stays: () => !this.#closed && this.#socket === old,
      open: (url) => openSocket(url, { ...this.#options, timeoutMs: moveTimeoutMs }),
      greet: (socket, url) =>
        sayHello(socket, this.#hello(), moveTimeoutMs, (welcome) => this.#attach(socket, url, welcome)),
      handle: (message) => this.#handle(message),
      resend: () => this.#resend(),
    });
    this.#handover = handover;
    const targets = moveTargets(this.#url, this.#urls, this.#options.random);
    this.#moving = handover.run(targets, withinMs).finally(() => {
      this.#moving = undefined;
      const { closed } = handover;
      // The old connection ended in favour of one that never came up.
      if (closed && this.#socket === old) this.#disconnected(closed.code, closed.reason, false);
    });
  }

  /** Under the same ids, in the order of asking: backends do each once. */
  #resend(): void {
    for (const text of this.#pending.unanswered()) this.#socket?.send(text);
  }

  async #resume(): Promise<void> {
    // The backend that just went is asked last.
    this.#urls = [...this.#urls.filter((url) => url !== this.#url), this.#url];
    try {
      await sleep((this.#options.random ?? Math.random)() * spreadMs);
      await comeBack(this.#urls, (url) => this.#connect(url, 3_000), {
        forMs: this.#options.resumeForMs ?? 30_000,
        over: () => this.#closed,
      });
    } catch (cause) {
      if (this.#closed) return;
      const text = `the session could not be resumed: ${cause instanceof Error ? cause.message : String(cause)}`;
      this.#end(callErrors.make('CALL_SESSION_LOST', text, { cause }));
    }
  }
}
