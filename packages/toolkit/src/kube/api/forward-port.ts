import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ObjectRef } from '../objects/object.ts';
import type { KubeClient } from './client.ts';

export interface ForwardOptions {
  /** Local address. Default 127.0.0.1: whoever reaches it reaches into the cluster. */
  readonly host?: string;
  /** Local port; default: any that is free. */
  readonly localPort?: number;
  /** Hears why a connection failed; the others go on. */
  readonly onFailure?: (error: Error) => void;
}

export interface Forward extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Ends the connections too. */
  close(): Promise<void>;
}

/**
 * Listens on a local port and carries each connection to a port of a pod.
 * @throws the system's error when the local port is taken
 */
export async function forwardPort(
  client: Pick<KubeClient, 'dial'>,
  pod: ObjectRef,
  port: number,
  options: ForwardOptions = {},
): Promise<Forward> {
  const stop = new AbortController();
  const open = new Set<Socket>();
  // A client may end its side and still wait for the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // One that breaks before it is carried anywhere has no other listener.
    socket.on('error', () => {});
    carry(client, pod, port, socket, stop.signal).catch((error: unknown) => {
      socket.destroy();
      if (!stop.signal.aborted) options.onFailure?.(error as Error);
    });
  });
  server.listen(options.localPort ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port: localPort } = server.address() as AddressInfo;
  const close = async () => {
    stop.abort();
    for (const socket of open) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return { host: address, port: localPort, close, [Symbol.asyncDispose]: close };
}

async function carry(
  client: Pick<KubeClient, 'dial'>,
  pod: ObjectRef,
  port: number,
  socket: Socket,
  signal: AbortSignal,
): Promise<void> {
  const far = await client.dial(pod, port, { signal });
  await Promise.all([pipeline(socket, far, { signal }), pipeline(far, socket, { signal })]);
}
