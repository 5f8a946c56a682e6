import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { awaitRelayIdle } from './relay-idle.ts';

test('waits for the last socket in the range, and says how many are left', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const range = { first: port, last: port };
  await expect(awaitRelayIdle(range, 1)).rejects.toThrow('1 allocations are left');
  const idle = awaitRelayIdle(range, 10_000);
  socket.close();
  await idle;
});
