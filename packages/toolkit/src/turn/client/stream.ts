import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { StoaError } from '../../base/index.ts';
import { StreamFramer } from '../codec/index.ts';
import { turnErrors } from '../turn-errors.ts';
import type { TurnUrl } from '../url.ts';
import { tlsError } from './tls-errors.ts';
import {
  describeTarget,
  filtered,
  socketError,
  type ConnectOptions,
  type TlsOptions,
  type TurnTransport,
} from './transport.ts';

/** Waits for the socket's ready event; destroys the socket on failure or after the time. */
function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  where: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      clearTimeout(timer);
      socket.off('error', settle).off('close', onClose).off(event, onOpen);
      if (error === undefined) return resolve();
      // A late error of a socket that is given up must find a listener.
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const onOpen = () => settle();
    const onClose = () =>
      settle(
        turnErrors.make(
          'TURN_CONNECTION_LOST',
          `${where} closed the connection during the ${event === 'connect' ? 'connect' : 'TLS handshake'}`,
        ),
      );
    const timer = setTimeout(
      () =>
        settle(
          filtered(
            where,
            `no ${event === 'connect' ? 'connection' : 'TLS handshake'} within ${timeoutMs} ms`,
          ),
        ),
      timeoutMs,
    );
    socket.once('error', settle).once('close', onClose).once(event, onOpen);
  });
}

/** The trust and name options of a handshake with `host`. */
function handshakeOptions(host: string, tls: TlsOptions = {}): ConnectionOptions {
  const name = tls.servername ?? host;
  return {
    host: name,
    // An IP address must not be sent as server name (RFC 6066 §3); it is checked against the IP names instead.
    servername: isIP(name) ? '' : name,
    ...(tls.ca === undefined ? {} : { ca: [tls.ca].flat() }),
  };
}

/** A TCP connection. @throws TURN_PORT_CLOSED, TURN_FILTERED, TURN_UNREACHABLE, TURN_CONNECTION_LOST */
export async function openTcp(server: TurnUrl, address: string, options: ConnectOptions): Promise<Socket> {
  const where = describeTarget(server, address);
  const socket = connectTcp({
    host: address,
    port: server.port,
    noDelay: true,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    ...(options.localPort === undefined ? {} : { localPort: options.localPort }),
  });
  try {
    await opened(socket, 'connect', options.connectTimeoutMs ?? 5_000, where);
    return socket;
  } catch (error) {
    throw socketError(error, where);
  }
}

/**
 * TLS over an open connection. With `verify` false the chain is only recorded, for a diagnosis: such a connection
 * must not carry credentials.
 */
export async function openTls(
  tcp: Socket,
  server: TurnUrl,
  options: ConnectOptions,
  verify = true,
): Promise<TLSSocket> {
  const where = `${server.host}:${server.port}`;
  const socket = connectTls({
    socket: tcp,
    ...handshakeOptions(server.host, options.tls),
    rejectUnauthorized: verify,
  });
  try {
    await opened(socket, 'secureConnect', options.connectTimeoutMs ?? 5_000, where);
    return socket;
  } catch (error) {
    tcp.destroy();
    throw error instanceof StoaError ? error : tlsError(error, where);
  }
}

/** TCP or TLS to the server, cut into messages. @throws TURN_PORT_CLOSED, TURN_FILTERED, TURN_TLS_… */
export async function connectStream(
  server: TurnUrl,
  address: string,
  options: ConnectOptions,
): Promise<TurnTransport> {
  const where = describeTarget(server, address);
  const tcp = await openTcp(server, address, options);
  const local = { address: tcp.localAddress ?? '', port: tcp.localPort ?? 0 };
  const socket = server.transport === 'tls' ? await openTls(tcp, server, options) : tcp;
  let done = false;
  const transport: TurnTransport = {
    reliable: true,
    local,
    onPacket: () => {},
    onFailure: () => {},
    send: (packet) => {
      if (!done) socket.write(packet);
    },
    close: () => {
      done = true;
      socket.destroy();
    },
  };
  const fail = (error: StoaError) => {
    if (done) return;
    transport.close();
    transport.onFailure(error);
  };
  const framer = new StreamFramer((frame) => transport.onPacket(frame));
  socket.on('data', (chunk: Buffer) => {
    if (framer.push(chunk)) return;
    fail(
      turnErrors.make('TURN_NOT_TURN', `what ${where} sends is neither STUN nor ChannelData`, {
        hint: 'another service listens there; correct the port in the URL',
      }),
    );
  });
  socket.on('error', (error) => fail(socketError(error, where)));
  socket.on('close', () => fail(turnErrors.make('TURN_CONNECTION_LOST', `${where} closed the connection`)));
  return transport;
}
