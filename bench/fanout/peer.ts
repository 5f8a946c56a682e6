import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serve } from './_serve.ts';

/**
 * The least that a chat server in Node can do: it reads no message, keeps nothing, frames each once, and writes what
 * a room has pending together once per turn of the event loop.
 */
interface Room {
  readonly sockets: Set<Duplex>;
  pending: Buffer[];
}

const rooms = new Map<string, Room>();
const server = createServer();
const sockets = new WebSocketServer({ noServer: true });

/** An unmasked text frame (RFC 6455 §5.2) of less than 64 KiB. */
function frame(data: Buffer): Buffer {
  const head = data.length < 126 ? Buffer.from([0x81, data.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (data.length >= 126) head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}

function flush(room: Room): void {
  const together = Buffer.concat(room.pending);
  room.pending = [];
  for (const socket of room.sockets) socket.write(together);
}

server.on('upgrade', (request, socket, head) => {
  const name = request.url ?? '';
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const room = rooms.get(name) ?? { sockets: new Set(), pending: [] };
    rooms.set(name, room);
    room.sockets.add(socket);
    ws.on('message', (data: Buffer) => {
      if (room.pending.length === 0) setImmediate(flush, room);
      room.pending.push(frame(data));
    });
    ws.on('close', () => room.sockets.delete(socket));
    ws.on('error', () => {});
  });
});
server.listen(0, '127.0.0.1', () => serve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
