import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messageOf } from '@stoa/toolkit/base';
import type { BackendConfig } from '@stoa/toolkit/config';
import { meetErrors } from '../errors.ts';

type Listen = BackendConfig['listen'][number];

export interface OpenListener {
  readonly server: Server;
  readonly port: number;
  /** Base URL: `https://127.0.0.1:8443`. */
  readonly url: string;
}

async function openServer(listen: Listen, onRequest: RequestListener): Promise<Server> {
  if (!listen.tls) return createServer(onRequest);
  const { certFile, keyFile } = listen.tls;
  try {
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    return createTlsServer({ cert, key, minVersion: 'TLSv1.2' }, onRequest);
  } catch (cause) {
    throw meetErrors.make(
      'MEET_LISTEN_FAILED',
      `certificate ${certFile} or key ${keyFile} cannot be used: ${messageOf(cause)}`,
      { hint: 'check that both files are readable PEM and belong together', cause },
    );
  }
}

/** Opens one listener. @throws MEET_LISTEN_FAILED */
export async function openListener(listen: Listen, onRequest: RequestListener): Promise<OpenListener> {
  const server = await openServer(listen, onRequest);
  const { host, port } = listen;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        meetErrors.make('MEET_LISTEN_FAILED', `cannot listen on ${host}:${port}: ${cause.message}`, {
          hint: 'choose a free port, or stop what listens there',
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { server, port: bound, url: `${listen.tls ? 'https' : 'http'}://${name}:${bound}` };
}

/** Closes a listener and every connection it still has. */
export async function closeListener({ server }: OpenListener): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
