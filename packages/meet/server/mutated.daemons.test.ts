import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { socketPath, subprotocol, type ServerMessage } from '@stoa/protocol';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { waitFor } from '../../../test/support/child.ts';
import { mutateMessage, seededRandom } from '../../../test/support/mutate-message.ts';
import { startBackend } from './index.ts';

const unlimited = { perSecond: 1e9, burst: 1e9 };

/** Counts answers and keeps none: what grows is the backend's. */
class Counter {
  readonly socket: WebSocket;
  answers = 0;
  internal = 0;
  closed = false;

  constructor(base: string) {
    this.socket = new WebSocket(`${base.replace(/^http/, 'ws')}${socketPath}`, subprotocol);
    this.socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if ('re' in message) this.answers += 1;
      if (message.type === 'error' && message.code === 'internal') this.internal += 1;
    });
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  async send(texts: readonly string[]): Promise<void> {
    const expected = this.answers + texts.length;
    for (const text of texts) this.socket.send(text);
    await waitFor('an answer to each message', () => this.answers >= expected, { ms: 20_000 });
    if (this.answers > expected) throw new Error(`${this.answers - expected} answers too many`);
  }
}

/** Bytes of heap in use, after a collection. */
function heap(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

it('answers twenty thousand mutated messages over four sockets, each once, and does not grow', async () => {
  const settings = {
    messageRate: unlimited,
    candidateRate: unlimited,
    reportRate: unlimited,
    refusedInRow: 1e9,
    inFlight: 1e9,
  };
  const backend = await startBackend(backendConfig({ listen: plainListener(0) }), {
    logger: pino({ level: 'silent' }),
    settings,
  });
  const random = seededRandom(7);
  const clients = [0, 1, 2, 3].map(() => new Counter(backend.urls[0] ?? ''));
  await expect.poll(() => clients.every(({ socket }) => socket.readyState === socket.OPEN)).toBe(true);
  for (const [index, client] of clients.entries()) {
    await client.send([JSON.stringify({ type: 'hello', id: 'join', room: 'mutated', name: `P${index}` })]);
  }
  const round = async (each: number) => {
    const batch = () => Array.from({ length: each }, () => mutateMessage(random));
    await Promise.all(clients.map((client) => client.send(batch())));
  };
  for (let number = 0; number < 5; number += 1) await round(250);
  const before = heap();
  for (let number = 0; number < 15; number += 1) await round(250);
  // History, remembered ids and recent events are full long before; the rest must not grow with the messages.
  expect(heap() - before).toBeLessThan(16 * 1_048_576);
  expect(clients.map(({ closed, internal }) => ({ closed, internal }))).toEqual(
    clients.map(() => ({ closed: false, internal: 0 })),
  );
  for (const { socket } of clients) socket.close();
  await backend.close();
}, 120_000);
