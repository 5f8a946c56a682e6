import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { socketPath, subprotocol } from '@stoa/protocol';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { isAllowedOrigin } from '../http/index.ts';
import { rawText } from '../raw-text.ts';
import type { Settings } from '../settings.ts';
import { Connection } from './connection.ts';

export interface SocketServerDeps {
  readonly maxMessageBytes: number;
  readonly backendUrls: readonly string[];
  readonly settings: Settings;
  readonly log: Logger;
  readonly onSlow: () => void;
  readonly onConnection: (connection: Connection) => SocketHandler;
}

export interface SocketHandler {
  receive(data: string, isBinary: boolean): Promise<void>;
  end(): void;
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** Takes WebSocket upgrades on all listeners. */
export class SocketServer {
  readonly #deps: SocketServerDeps;
  readonly #server: WebSocketServer;
  readonly #connections = new Set<Connection>();
  #closing = false;

  constructor(deps: SocketServerDeps) {
    this.#deps = deps;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: deps.maxMessageBytes,
      handleProtocols: () => subprotocol,
    });
  }

  get size(): number {
    return this.#connections.size;
  }

  all(): Connection[] {
    return [...this.#connections];
  }

  /** Answers an HTTP upgrade, or refuses it with a plain HTTP error. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refused = this.#check(request);
    if (refused) {
      const body = `${refused.message}\n`;
      socket.end(
        `HTTP/1.1 ${refused.status} ${reasons[refused.status]}\r\nContent-Type: text/plain\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket));
  }

  #check(request: IncomingMessage): { status: number; message: string } | undefined {
    const { backendUrls } = this.#deps;
    const { origin, host } = request.headers;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const path = request.url?.split('?')[0];
    if (path !== socketPath) return { status: 404, message: `the WebSocket is at ${socketPath}` };
    if (this.#closing) return { status: 503, message: 'this session backend is going; use another one' };
    if (!isAllowedOrigin(origin, host, backendUrls)) {
      return { status: 403, message: 'pages of this origin may not connect' };
    }
    if (!offered.includes(subprotocol)) {
      return { status: 400, message: `offer the WebSocket subprotocol ${subprotocol}` };
    }
    return undefined;
  }

  #open(socket: WebSocket, wire: Duplex): void {
    const { settings, onSlow, onConnection } = this.#deps;
    const id = randomBytes(6).toString('hex');
    const log = this.#deps.log.child({ connection: id });
    const connection = new Connection({ id, socket, wire, settings, log, onSlow });
    this.#connections.add(connection);
    const handler = onConnection(connection);
    socket.on('message', (data, isBinary) => {
      handler.receive(isBinary ? '' : rawText(data), isBinary).catch((error: unknown) => {
        log.error({ err: error }, 'a message could not be handled');
      });
    });
    // ws answers a broken or oversized frame with the right close code (1002, 1007, 1009) itself.
    socket.on('error', (error) => log.debug({ reason: error.message }, 'socket error'));
    socket.on('close', (code) => {
      this.#connections.delete(connection);
      log.debug({ code }, 'closed');
      handler.end();
    });
  }

  /** Takes no more connections: the rest of this backend is going. */
  get stopped(): boolean {
    return this.#closing;
  }

  stop(): void {
    this.#closing = true;
  }
}
