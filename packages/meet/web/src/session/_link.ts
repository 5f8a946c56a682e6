import { closeCodes, serverMessageSchema, subprotocol } from '@stoa/protocol';
import type { ClientMessage, ServerMessage } from '@stoa/protocol';
import { RequestError, RequestTable } from './_requests.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> & { readonly id?: string } : never;
/** A client message; the id is made when it is not given. */
export type ClientRequest = WithoutId<ClientMessage>;

/** What a socket tells; in the order open, message…, close, and close alone when it never opened. */
export interface SocketEvents {
  open(): void;
  message(data: unknown): void;
  close(code: number): void;
}

/** The part of the browser's WebSocket that is used here. */
export interface SocketLike {
  readonly isOpen: boolean;
  send(data: string): void;
  close(code: number): void;
}

export type OpenSocket = (url: string, protocol: string, events: SocketEvents) => SocketLike;

export interface LinkHandlers {
  opened(): void;
  message(message: ServerMessage): void;
  /** Called once, also when the socket never opened. */
  closed(code: number): void;
}

const openDeadlineMs = 4_000;
const pingEveryMs = 5_000;
/** Longer silence than this after a ping means that the backend or the path to it is gone. */
const pingDeadlineMs = 5_000;
const requestDeadlineMs = 10_000;

/** One WebSocket from its opening to its end: requests with ids and deadlines, heartbeat. Never reconnects. */
export class Link {
  readonly #socket: SocketLike;
  readonly #handlers: LinkHandlers;
  readonly #requests = new RequestTable();
  readonly #idPrefix: string;
  #sent = 0;
  #over = false;
  /** Requests wait; `all`: of what comes only answers count. */
  #held: 'none' | 'requests' | 'all' = 'none';
  #keptBack: ServerMessage[] = [];
  readonly #end = Promise.withResolvers<void>();
  #openTimer: ReturnType<typeof setTimeout>;
  #pingTimer: ReturnType<typeof setInterval> | undefined;

  /** @param idPrefix sets the request ids of this connection apart from those of earlier ones */
  constructor(url: string, openSocket: OpenSocket, idPrefix: string, handlers: LinkHandlers) {
    this.#handlers = handlers;
    this.#idPrefix = idPrefix;
    this.#openTimer = setTimeout(() => this.drop(closeCodes.timeout), openDeadlineMs);
    this.#socket = openSocket(url, subprotocol, {
      open: () => this.#opened(),
      message: (data) => this.#receive(data),
      close: (code) => this.drop(code),
    });
  }

  /** @throws RequestError with the server's code, `timeout` or `connection-lost` */
  request(message: ClientRequest, deadlineMs: number = requestDeadlineMs): Promise<ServerMessage> {
    if (this.#held === 'none' && (this.#over || !this.#socket.isOpen)) {
      return Promise.reject(new RequestError('connection-lost', 'not connected', true));
    }
    this.#sent += 1;
    const id = message.id ?? `${this.#idPrefix}.${this.#sent}`;
    const text = JSON.stringify({ ...message, id });
    const answer = this.#requests.open(id, deadlineMs, text);
    if (this.#held === 'none') this.#socket.send(text);
    return answer;
  }

  /**
   * From now on requests wait. With `all` the link is about to be replaced: a refusal may only mean that the newer one
   * is valid, and what is told of the room comes there too.
   */
  hold(what: 'requests' | 'all'): void {
    this.#held = what;
  }

  /** Goes on as before; what is unanswered is sent (again), under the same ids. */
  release(): void {
    if (this.#held === 'none') return;
    this.#held = 'none';
    const keptBack = this.#keptBack;
    this.#keptBack = [];
    for (const message of keptBack) this.#take(message);
    if (this.#over) this.#fail(closeCodes.goingAway);
    else for (const text of this.#requests.unanswered()) this.#socket.send(text);
  }

  /** Ends this link in favour of another, which gets its unanswered requests. */
  handTo(next: Link): void {
    next.#requests.takeOver(this.#requests);
    this.drop(closeCodes.normal);
    next.release();
  }

  /** Resolves when the link has ended, at the latest after `ms`. */
  async ended(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.#end.promise, late]);
    clearTimeout(timer);
  }

  /** Ends the link now, without waiting for the other side's close frame; it may never come. */
  drop(code: number): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#openTimer);
    clearInterval(this.#pingTimer);
    this.#socket.close(closeCodes.normal);
    this.#end.resolve();
    if (this.#held !== 'all') this.#fail(code);
  }

  #fail(code: number): void {
    this.#requests.failAll(new RequestError('connection-lost', 'the connection broke', true));
    this.#handlers.closed(code);
  }

  #opened(): void {
    if (this.#over) return;
    clearTimeout(this.#openTimer);
    this.#pingTimer = setInterval(() => this.#ping(), pingEveryMs);
    this.#handlers.opened();
  }

  #receive(data: unknown): void {
    if (this.#over) return;
    const message = parse(data);
    // What a newer server says and this client does not know is not for it.
    if (message === undefined) return;
    if (this.#held !== 'all' || message.type === 'signal') return this.#take(message);
    const answers = 're' in message && message.type !== 'error' && this.#requests.settle(message);
    if (!answers) this.#keptBack.push(message);
  }

  #take(message: ServerMessage): void {
    this.#handlers.message(message);
    this.#requests.settle(message);
  }

  #ping(): void {
    this.request({ type: 'ping' }, pingDeadlineMs).catch((error: unknown) => {
      if (error instanceof RequestError && error.code === 'timeout') this.drop(closeCodes.timeout);
    });
  }
}

function parse(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return serverMessageSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
