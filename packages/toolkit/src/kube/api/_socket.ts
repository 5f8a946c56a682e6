import type { ClientRequest } from 'node:http';
import type { WebSocket } from 'ws';
import type { ObjectRef } from '../objects/object.ts';
import { connectionError } from '../transport/connection-error.ts';
import { readJson } from '../transport/json.ts';
import type { Query } from '../transport/request.ts';
import { statusError } from '../transport/status-error.ts';
import { resourceOf, type Context } from './_context.ts';
import { signalOf, type CallOptions } from './options.ts';
import { objectPath } from './paths.ts';

export interface SocketWish extends CallOptions {
  readonly pod: ObjectRef;
  readonly subresource: 'exec' | 'portforward';
  readonly query: Query;
  /** In the order of preference; `takenProtocol` says which one the server took. */
  readonly protocols: readonly string[];
  /** For people. */
  readonly what: string;
}

/** How much may wait in a socket before more is written to it. */
export const highWaterBytes = 1024 * 1024;

/** A WebSocket to a subresource of a pod (KEP-4006). @throws KUBE_* as a request does */
export async function openSocket(context: Context, wish: SocketWish): Promise<WebSocket> {
  const { pod, subresource, query, protocols, what } = wish;
  const info = await resourceOf(context, pod, wish.signal);
  const facts = await context.transport.socketFacts({
    method: 'GET',
    path: objectPath(info, pod, subresource),
    query,
    // What comes is of no media type; anything narrower is refused with 406.
    accept: '*/*',
    ...signalOf(wish),
  });
  // Loaded here: most commands open no socket.
  const { WebSocket: Socket } = await import('ws');
  const socket = new Socket(facts.url, protocols.map(tokenOf), {
    agent: facts.agent,
    headers: facts.headers as Record<string, string>,
    perMessageDeflate: false,
    finishRequest: (request) => sendNames(request, protocols),
    ...(facts.serverName === undefined ? {} : { servername: facts.serverName }),
  });
  const stop = () => socket.terminate();
  wish.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await opened(socket, what, (error) =>
      connectionError(error, context.transport.access.server, what, wish.signal),
    );
  } finally {
    wish.signal?.removeEventListener('abort', stop);
  }
}

/**
 * Kubernetes has a slash in the name of one protocol, which is no token (RFC 6455 §4.1) and which the library does not
 * let pass. It gets to see names without slashes; the server gets and gives the real ones.
 */
function tokenOf(protocol: string): string {
  return protocol.replaceAll('/', '-');
}

function sendNames(request: ClientRequest, protocols: readonly string[]): void {
  const header = 'sec-websocket-protocol';
  request.setHeader(header, protocols.join(','));
  request.prependListener('upgrade', (response) => {
    const taken = response.headers[header];
    if (taken !== undefined) response.headers[header] = tokenOf(taken);
  });
  request.end();
}

export function takenProtocol(socket: WebSocket, protocols: readonly string[]): string | undefined {
  return protocols.find((protocol) => tokenOf(protocol) === socket.protocol);
}

function opened(socket: WebSocket, what: string, failure: (error: unknown) => Error): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', (error) => reject(failure(error)));
    socket.once('unexpected-response', (_request, response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('close', () =>
        reject(statusError(response.statusCode ?? 0, readJson(Buffer.concat(parts).toString()), what)),
      );
    });
  });
}

export function sendThrough(socket: WebSocket, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error ? reject(error) : resolve()));
  });
}
