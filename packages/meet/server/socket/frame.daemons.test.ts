import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { frameText } from './frame.ts';

it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  'frames a text of %i bytes as clients read it',
  async (length) => {
    const server = new WebSocketServer({ noServer: true });
    const { createServer } = await import('node:http');
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const text = 'é'.repeat(length >> 1) + 'x'.repeat(length % 2);
    http.on('upgrade', (request, socket, head) => {
      server.handleUpgrade(request, socket, head, () => socket.write(frameText(text)));
    });
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    const [data, isBinary] = (await once(client, 'message')) as [Buffer, boolean];
    expect(isBinary).toBe(false);
    expect(data.toString()).toBe(text);
    client.terminate();
    http.closeAllConnections();
    http.close();
  },
);
