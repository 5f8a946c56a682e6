import type { Duplex } from 'node:stream';
import { closeCodes, type ErrorCode, type ServerMessage } from '@stoa/protocol';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Settings } from '../settings.ts';
import { frameText } from './frame.ts';
import { flushThisTurn, type Writer } from './write-turn.ts';

type Bye = Extract<ServerMessage, { type: 'bye' }>['code'];

export interface ConnectionDeps {
  readonly id: string;
  readonly socket: WebSocket;
  /** What the WebSocket runs on: finished frames are written to it directly. */
  readonly wire: Duplex;
  readonly settings: Settings;
  readonly log: Logger;
  readonly onSlow: () => void;
  /** The client cannot be reached at the moment and is being closed: nobody should wait for the close itself. */
  readonly onLost?: () => void;
  readonly client?: ClientFacts;
}

/** What the upgrade request told about the client. */
export interface ClientFacts {
  /** What its budgets are kept by (`addressKey`); null: none are. */
  readonly key: string | null;
  /** The token that was offered beside the subprotocol. */
  readonly bearer?: string;
}

/** One client's WebSocket: bounded sending, one write per turn of the event loop, pings, closing with a reason. */
export class Connection implements Writer {
  readonly id: string;
  readonly #deps: ConnectionDeps;
  readonly #pinger: NodeJS.Timeout;
  #alive = true;
  #closing = false;
  /** Frames of this turn. */
  #frames: Buffer[] = [];

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.id = deps.id;
    deps.socket.on('pong', () => {
      this.#alive = true;
    });
    this.#pinger = setInterval(() => this.#ping(), deps.settings.pingMs);
    deps.socket.once('close', () => {
      this.#closing = true;
      clearInterval(this.#pinger);
    });
  }

  get client(): ClientFacts {
    return this.#deps.client ?? { key: null };
  }

  get log(): Logger {
    return this.#deps.log;
  }

  get closing(): boolean {
    return this.#closing;
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.sendFrame(frameText(text));
  }

  /** For messages that were framed once for many receivers: the frame is shared, nobody may change it. */
  sendFrame(frame: Buffer): void {
    const { socket, wire, settings, onSlow } = this.#deps;
    if (this.#closing || socket.readyState !== socket.OPEN) return;
    // What is left of earlier turns; one turn's own frames say nothing about the reader.
    if (wire.writableLength > settings.queueBytes) {
      onSlow();
      // The code is behind all that is queued: a client that reads again in time gets it, and knows what happened.
      this.#lose(closeCodes.tooSlow, 'reads too slowly');
      return;
    }
    if (this.#frames.length === 0) flushThisTurn(this);
    this.#frames.push(frame);
  }

  /**
   * Writes what this turn has sent, in one go. The socket's own frames (ping, pong, close) go out whole too, so that
   * no frame is ever inside another; nothing here is compressed.
   */
  flush(): void {
    const frames = this.#frames;
    const [only] = frames;
    if (!only) return;
    this.#frames = [];
    const { socket, wire } = this.#deps;
    if (socket.readyState !== socket.OPEN) return;
    if (frames.length === 1) {
      wire.write(only);
      return;
    }
    wire.cork();
    for (const frame of frames) wire.write(frame);
    wire.uncork();
  }

  error(re: string | null, code: ErrorCode, message: string, retryable = false, retryAfterMs?: number): void {
    const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
    this.send({ type: 'error', re, code, message, retryable, ...pause });
  }

  bye(code: Bye, message: string, closeCode: number): void {
    this.send({ type: 'bye', code, message });
    this.#end(closeCode, message);
  }

  close(code: number, reason: string): void {
    this.#end(code, reason);
  }

  #ping(): void {
    if (!this.#alive) {
      this.send({ type: 'bye', code: 'timeout', message: 'no answer to a ping' });
      this.#lose(closeCodes.timeout, 'no answer to a ping');
      return;
    }
    this.#alive = false;
    this.#deps.socket.ping();
  }

  /** Breaks off without waiting: the backend itself ends. */
  cut(): void {
    this.#deps.socket.terminate();
  }

  /** Closes a client that does not read: what it said and shows ends now, its socket when it reads or time is up. */
  #lose(code: number, reason: string): void {
    if (this.#closing) return;
    this.#end(code, reason, this.#deps.settings.unreadCloseMs);
    // Not in the middle of a round over everybody in the room.
    queueMicrotask(() => this.#deps.onLost?.());
  }

  #end(code: number, reason: string, ms = 1_000): void {
    if (this.#closing) return;
    this.flush();
    this.#closing = true;
    const { socket } = this.#deps;
    socket.close(code, reason);
    // A client that does not close in turn must not stay.
    const timer = setTimeout(() => socket.terminate(), ms);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}
