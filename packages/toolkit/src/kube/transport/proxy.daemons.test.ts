import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessTo } from '../testing/access.ts';
import { startMoodyServer, type MoodyServer } from '../testing/moody-server.ts';
import { makePems, type TestPems } from '../testing/pems.ts';
import { openTransport } from './transport.ts';

let pems: TestPems;
let server: MoodyServer;
let proxy: http.Server;
const tunnels: string[] = [];

beforeAll(async () => {
  pems = await makePems();
  server = await startMoodyServer(await pems.issue('/CN=kube', ['DNS:api.test']), pems.ca);
  // The name exists only for the proxy: whoever reaches it went through.
  const port = new URL(server.origin).port;
  proxy = http.createServer();
  proxy.on('connect', (request, client: net.Socket) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
    if (request.url !== 'api.test:443') {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const up = net.connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      up.pipe(client).pipe(up);
    });
    up.on('error', () => client.destroy());
    client.on('error', () => up.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  proxy.closeAllConnections();
  proxy.close();
  await rm(pems.folder, { recursive: true });
});

function transportTo(address: string) {
  const way = new URL(`http://me:p%40ss@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const access = accessTo(address, { ca: { type: 'inline', pem: pems.ca }, proxy: way });
  return openTransport(access, { patienceMs: 0 });
}

it('goes through a proxy, with TLS to the API server and one tunnel for many requests', async () => {
  const transport = transportTo('https://api.test');
  for (let index = 0; index < 3; index += 1) await transport.send({ method: 'GET', path: '/x' });
  expect(tunnels).toEqual([`api.test:443 Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  transport.close();
});

it('says that the proxy refuses', async () => {
  await expect(transportTo('https://other.test').send({ method: 'GET', path: '/x' })).rejects.toThrow(
    /proxy .* refuses the way to other.test:443 \(403\)/,
  );
});
