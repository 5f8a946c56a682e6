import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { StoaError } from '../../base/index.ts';
import type { TurnUrl } from '../url.ts';
import { describeTarget, socketError, type ConnectOptions, type TurnTransport } from './transport.ts';

function connectSocket(
  socket: Socket,
  server: TurnUrl,
  address: string,
  options: ConnectOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve();
    });
    socket.bind({ port: options.localPort ?? 0, address: options.localAddress, exclusive: true }, () => {
      // Connected, the socket takes packets of this server only, and hears "port unreachable" (ECONNREFUSED).
      // Without a callback here, a failure comes as an error event.
      socket.connect(server.port, address);
    });
  });
}

/** @throws TURN_UNREACHABLE, TURN_CONNECTION_LOST */
export async function connectUdp(
  server: TurnUrl,
  address: string,
  options: ConnectOptions,
): Promise<TurnTransport> {
  const where = describeTarget(server, address);
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 });
  try {
    await connectSocket(socket, server, address, options);
  } catch (error) {
    socket.close();
    throw socketError(error, where);
  }
  let closed = false;
  const transport: TurnTransport = {
    reliable: false,
    local: { address: socket.address().address, port: socket.address().port },
    onPacket: () => {},
    onFailure: () => {},
    send: (packet) => {
      if (!closed) socket.send(packet);
    },
    close: () => {
      if (closed) return;
      closed = true;
      socket.close();
    },
  };
  const fail = (error: StoaError) => {
    if (!closed) transport.onFailure(error);
  };
  socket.on('message', (packet) => transport.onPacket(packet));
  socket.on('error', (error) => fail(socketError(error, where)));
  return transport;
}
