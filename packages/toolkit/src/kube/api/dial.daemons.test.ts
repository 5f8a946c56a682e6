import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { accessTo, podContext } from '../testing/access.ts';
import { openTransport, type Transport } from '../transport/transport.ts';
import type { Context } from './_context.ts';
import { dialPod } from './_dial.ts';
import { tunnelProtocol } from './_forward-wire.ts';
import { dataFrame } from './_spdy.ts';

// A kubelet's frames in orders that a real one shows now and then (pods.cluster.test.ts has the real one).
const [errors, data] = [1, 3];
const pod = { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: 'n' };
const nothing = Buffer.alloc(0);
const http = createServer();
const server = new WebSocketServer({ noServer: true });
let transport: Transport;
let context: Context;
let serve: (socket: WebSocket) => void;

beforeAll(async () => {
  // The library takes no protocol with a slash in its name; the header alone says it here.
  http.on('upgrade', (request, connection, head) => {
    delete request.headers['sec-websocket-protocol'];
    server.handleUpgrade(request, connection, head, (socket) => serve(socket));
  });
  server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${tunnelProtocol}`));
  await once(http.listen(0, '127.0.0.1'), 'listening');
  transport = openTransport(accessTo(`http://127.0.0.1:${(http.address() as AddressInfo).port}`));
  context = podContext(transport);
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
});
afterAll(async () => {
  transport.close();
  http.closeAllConnections();
  await new Promise((resolve) => {
    http.close(resolve);
  });
});

/** What came until the end; rejects with what the connection failed with. */
async function readAll(sends: (socket: WebSocket) => void): Promise<string> {
  // As a kubelet, which answers to the streams that are opened.
  serve = (socket) => socket.once('message', () => sends(socket));
  const connection = await dialPod(context, pod, 9);
  let text = '';
  for await (const part of connection) text += String(part);
  return text;
}

it('tells a failure that comes after the end of the data', async () => {
  const read = readAll((socket) => {
    socket.send(dataFrame(data, nothing, true));
    setTimeout(() => socket.send(dataFrame(errors, Buffer.from('connection refused'), true)), 50);
  });
  await expect(read).rejects.toMatchObject({ code: 'KUBE_PORT_FORWARD_FAILED' });
});

it('ends once both streams have ended, in either order, or the socket has', async () => {
  const hello = dataFrame(data, Buffer.from('hello'), true);
  const content = dataFrame(errors, nothing, true);
  const orders = [[hello, content], [content, hello], [hello]];
  for (const frames of orders) {
    const read = readAll((socket) => {
      for (const frame of frames) socket.send(frame);
      if (frames.length === 1) socket.close(1000);
    });
    expect(await read).toBe('hello');
  }
});

it('does not wait for the verdict of a pod that only stops sending', async () => {
  expect(await readAll((socket) => socket.send(dataFrame(data, Buffer.from('bye'), true)))).toBe('bye');
});
