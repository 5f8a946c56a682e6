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

/** `STOA_FUZZ_MESSAGES=1000000` for a long run, `STOA_FUZZ_SEED` for another one. */
const messages = Number(process.env['STOA_FUZZ_MESSAGES'] ?? 20_000);
const seed = Number(process.env['STOA_FUZZ_SEED'] ?? 7);
/** Under way at once on each of the sockets. */
const batch = 250;
const sockets = 4;

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

/** MiB in use after a collection, on the heap and beside it (buffers), and of resident memory. */
function memory(): { used: number; resident: number } {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: (heapUsed + external) / 1_048_576, resident: rss / 1_048_576 };
}

const mib = ({ used, resident }: ReturnType<typeof memory>) =>
  `${used.toFixed(1)} MiB used, ${resident.toFixed(0)} resident`;

it(
  `answers each of ${messages} mutated messages over four sockets once, and does not grow`,
  async () => {
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
    const random = seededRandom(seed);
    const clients = Array.from({ length: sockets }, () => new Counter(backend.urls[0] ?? ''));
    await expect.poll(() => clients.every(({ socket }) => socket.readyState === socket.OPEN)).toBe(true);
    for (const [index, client] of clients.entries()) {
      await client.send([JSON.stringify({ type: 'hello', id: 'join', room: 'mutated', name: `P${index}` })]);
    }
    let sent = 0;
    const rounds = async (count: number) => {
      for (let number = 0; number < count; number += batch * sockets) {
        const texts = () => Array.from({ length: batch }, () => mutateMessage(random));
        await Promise.all(clients.map((client) => client.send(texts())));
        sent += batch * sockets;
      }
    };
    const started = performance.now();
    const warm = Math.min(5_000, messages / 4);
    await rounds(warm);
    const seen = [memory()];
    for (let part = 0; part < 4; part += 1) {
      await rounds((messages - warm) / 4);
      seen.push(memory());
    }
    const [before, after] = [seen[0], seen.at(-1)];
    const answers = clients.reduce((sum, client) => sum + client.answers, -sockets);
    process.stdout.write(
      `seed ${seed}: ${answers} answers to ${sent} mutated messages in ` +
        `${((performance.now() - started) / 1_000).toFixed(1)} s; after ${warm}, and after each quarter of the rest: ${seen.map(mib).join('; ')}\n`,
    );
    expect(answers).toBe(sent);
    // History, remembered ids and recent events are full long before; the rest must not grow with the messages.
    expect((after?.used ?? Infinity) - (before?.used ?? 0)).toBeLessThan(16);
    expect(clients.map(({ closed, internal }) => ({ closed, internal }))).toEqual(
      clients.map(() => ({ closed: false, internal: 0 })),
    );
    for (const { socket } of clients) socket.close();
    await backend.close();
  },
  Math.max(120_000, messages * 3),
);
