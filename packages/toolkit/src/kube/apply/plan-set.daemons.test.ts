import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { sleep } from '../../base/index.ts';
import { connect } from '../api/client.ts';
import { objectSet } from '../sets/object-set.ts';
import { planSet } from './plan-set.ts';

// Several things are read at a time: whatever else fails than what is told must not end the process.
it('tells once that the API server is away', async () => {
  const client = connect(
    {
      source: 'test',
      context: undefined,
      server: new URL(`http://127.0.0.1:${await closedPort()}`),
      namespace: 'default',
      ca: undefined,
      insecureSkipTlsVerify: false,
      tlsServerName: undefined,
      proxy: undefined,
      credentials: { type: 'none' },
      impersonate: undefined,
    },
    { patienceMs: 100 },
  );
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };
  await expect(planSet(client, objectSet('demo', 'demo'), [object])).rejects.toMatchObject({
    code: 'KUBE_UNREACHABLE',
  });
  // A failure that nobody takes is told by Node later, and fails the run.
  await sleep(300);
  client.close();
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
