import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { bearerProtocol, socketPath, subprotocol } from '@stoa/protocol';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  addressKey,
  clientAddress,
  isAllowedOrigin,
  ownOrigin,
  type Budgets,
  type OriginRules,
  type ProxyTrust,
} from '../guard/index.ts';
import { rawText } from '../raw-text.ts';
import { requestIdOf } from '../request-id.ts';
import type { Settings } from '../settings.ts';
import { Connection, type ClientFacts } from './connection.ts';

export interface SocketServerDeps {
  readonly maxMessageBytes: number;
  readonly originRules: OriginRules;
  readonly trust: ProxyTrust;
  readonly budgets: Budgets;
  readonly settings: Settings;
  readonly log: Logger;
  readonly onSlow: () => void;
  readonly onForeignOrigin: () => void;
  readonly onConnection: (connection: Connection) => SocketHandler;
}

export interface SocketHandler {
  receive(data: string, isBinary: boolean): Promise<void> | undefined;
  /** The client is gone; may be said twice. */
  end(): void;
}

interface UpgradeRefusal {
  readonly status: number;
  readonly code: 'not-found' | 'draining' | 'origin-refused' | 'subprotocol-missing' | 'too-many';
  readonly message: string;
  readonly retryAfterMs?: number;
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** What a client reads is `code: message`, as in refusals on an open connection. */
function refusalText({ status, code, message, retryAfterMs }: UpgradeRefusal): string {
  const body = `${code}: ${message}\n`;
  const pause = retryAfterMs === undefined ? '' : `Retry-After: ${Math.ceil(retryAfterMs / 1_000)}\r\n`;
  return (
    `HTTP/1.1 ${status} ${reasons[status]}\r\nContent-Type: text/plain\r\n${pause}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

/** Holds nothing: what is made inside of `upgrade` would keep the request, with all its headers, for the socket's life. */
function destroySelf(this: Duplex): void {
  this.destroy();
}

function offeredProtocols({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function bearerOf(request: IncomingMessage): Pick<ClientFacts, 'bearer'> {
  const found = offeredProtocols(request).find((name) => name.startsWith(bearerProtocol));
  return found === undefined ? {} : { bearer: found.slice(bearerProtocol.length) };
}

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
    socket.on('error', destroySelf);
    const key = addressKey(clientAddress(request.socket.remoteAddress, request.headers, this.#deps.trust));
    const refused = this.#check(request, key);
    if (refused) {
      socket.end(refusalText(refused));
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) =>
      this.#open(ws, socket, { key, ...bearerOf(request) }, requestIdOf(request.headers)),
    );
  }

  #check(request: IncomingMessage, key: string | null): UpgradeRefusal | undefined {
    const { originRules, trust, budgets, log } = this.#deps;
    const { origin } = request.headers;
    const path = request.url?.split('?')[0];
    if (path !== socketPath)
      return { status: 404, code: 'not-found', message: `the WebSocket is at ${socketPath}` };
    if (this.#closing) {
      return { status: 503, code: 'draining', message: 'this session backend is going; use another one' };
    }
    const own = ownOrigin(request, trust);
    if (!isAllowedOrigin(origin, own, originRules)) {
      this.#deps.onForeignOrigin();
      const hint = 'if it should, name it in meet.origins';
      log.warn({ origin: origin?.slice(0, 200) ?? null, own, hint }, 'a page of this origin may not connect');
      return { status: 403, code: 'origin-refused', message: 'pages of this origin may not connect' };
    }
    if (!offeredProtocols(request).includes(subprotocol)) {
      return {
        status: 400,
        code: 'subprotocol-missing',
        message: `offer the WebSocket subprotocol ${subprotocol}`,
      };
    }
    const overrun = budgets.connection(key);
    if (overrun) {
      const message = 'too many new connections from this address';
      return { status: 429, code: 'too-many', message, retryAfterMs: overrun.retryAfterMs };
    }
    return undefined;
  }

  #open(socket: WebSocket, wire: Duplex, client: ClientFacts, request: string | undefined): void {
    const { settings, onSlow, onConnection } = this.#deps;
    const id = randomBytes(6).toString('hex');
    // The proxy in front knows the connection by its own id.
    const log = this.#deps.log.child({ connection: id, ...(request === undefined ? {} : { request }) });
    const onLost = () => handler.end();
    const connection = new Connection({ id, socket, wire, settings, log, onSlow, onLost, client });
    this.#connections.add(connection);
    const handler = onConnection(connection);
    const onFailed = (error: unknown) => log.error({ err: error }, 'a message could not be handled');
    socket.on('message', (data, isBinary) => {
      try {
        handler.receive(isBinary ? '' : rawText(data), isBinary)?.catch(onFailed);
      } catch (error) {
        onFailed(error);
      }
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
