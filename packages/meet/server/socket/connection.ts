import { closeCodes, type ErrorCode, type ServerMessage } from '@stoa/protocol';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Settings } from '../settings.ts';

type Bye = Extract<ServerMessage, { type: 'bye' }>['code'];

export interface ConnectionDeps {
  readonly id: string;
  readonly socket: WebSocket;
  readonly settings: Settings;
  readonly log: Logger;
  readonly onSlow: () => void;
}

/** One client's WebSocket: bounded sending, pings, closing with a reason. */
export class Connection {
  readonly id: string;
  readonly #deps: ConnectionDeps;
  readonly #pinger: NodeJS.Timeout;
  #alive = true;
  #closing = false;

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

  get log(): Logger {
    return this.#deps.log;
  }

  get closing(): boolean {
    return this.#closing;
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** For messages that were framed once for many receivers. */
  sendText(text: string): void {
    const { socket, settings, onSlow } = this.#deps;
    if (this.#closing || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > settings.queueBytes) {
      onSlow();
      // Nothing that is sent now would arrive before what is queued; the code goes out after the socket gave up.
      this.#end(closeCodes.tooSlow, 'reads too slowly');
      return;
    }
    socket.send(text);
  }

  error(re: string | null, code: ErrorCode, message: string, retryable = false): void {
    this.send({ type: 'error', re, code, message, retryable });
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
      this.bye('timeout', 'no answer to a ping', closeCodes.timeout);
      return;
    }
    this.#alive = false;
    this.#deps.socket.ping();
  }

  #end(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    const { socket } = this.#deps;
    socket.close(code, reason);
    // A client that does not close in turn must not stay.
    const timer = setTimeout(() => socket.terminate(), 1_000);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}
