import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Pem } from './pems.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  /** CN of the client's certificate. */
  readonly client: string | undefined;
}

export type Mood = (request: IncomingMessage, response: ServerResponse) => void;

export interface MoodyServer extends AsyncDisposable {
  readonly origin: string;
  readonly asked: Asked[];
  /** How the next requests are answered, one after the other; the last one stays. */
  moods: Mood[];
}

/**
 * An HTTPS server that answers as an API server in trouble does: overloaded, restarting, cut off in the middle. The
 * real one cannot be brought into these states on demand; everything else is tested against the real one.
 */
export async function startMoodyServer(pem: Pem, ca: string): Promise<MoodyServer> {
  const asked: Asked[] = [];
  const state: { moods: Mood[] } = { moods: [] };
  const server = https.createServer(
    { ...pem, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket;
      const certificate = socket.authorized ? socket.getPeerCertificate() : undefined;
      asked.push({
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
        client: certificate?.subject?.CN as string | undefined,
      });
      const mood = state.moods.length > 1 ? state.moods.shift() : state.moods[0];
      request.resume();
      if (mood) mood(request, response);
      else answer(200, {})(request, response);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get moods() {
      return state.moods;
    },
    set moods(moods) {
      state.moods = moods;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Mood {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Ends the connection before, or in the middle of, the answer. */
export function cut(part?: string): Mood {
  return (request, response) => {
    if (part === undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(part, () => request.socket.destroy());
  };
}

/** Never answers. */
export const silence: Mood = () => {};

/** Begins an answer, and never goes on. */
export function stall(part: string): Mood {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(part);
  };
}
