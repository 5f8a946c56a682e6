import { socketPath, subprotocol, type ServerMessage } from '@stoa/protocol';
import { WebSocket } from 'ws';
import { backendConfig, plainListener, startBackendProcess } from '../../test/support/backend.ts';
import { freePort } from '../../test/support/ports.ts';
import { startRedis } from '../../test/support/redis.ts';

/**
 * How long joining takes (signalling only: connection, WebSocket, hello, welcome) at 1, 10 and 50 joins per second:
 * `node bench/join/run.ts [SECONDS]`. Rooms of four, a Redis log that is on disk before the answer; who has joined
 * stays for two seconds.
 */
const seconds = Number(process.argv[2] ?? 10);
const rates = [1, 10, 50];
const stayMs = 2_000;

/** Joins, and leaves after a while. @returns ms from the first byte to the welcome */
async function join(url: string, room: string, name: string): Promise<number> {
  const started = performance.now();
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${socketPath}`, subprotocol);
  const took = await new Promise<number>((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', id: 'h', room, name })));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'welcome') resolve(performance.now() - started);
      if (message.type === 'error') reject(new Error(`${message.code}: ${message.message}`));
    });
    socket.on('error', reject);
  });
  setTimeout(() => {
    socket.send(JSON.stringify({ type: 'leave', id: 'l' }));
  }, stayMs);
  return took;
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

async function measure(url: string, perSecond: number): Promise<void> {
  const count = Math.max(5, perSecond * seconds);
  const started = performance.now();
  const joins: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = started + (index * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    joins.push(join(url, `join-${perSecond}-${index >> 2}`, `p${index}`));
  }
  const settled = await Promise.allSettled(joins);
  const took = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])).sort((a, b) => a - b);
  const failed = settled.length - took.length;
  if (failed > 0) process.exitCode = 5;
  console.log(
    `  ${String(perSecond).padStart(3)} joins/s: p50 ${at(took, 0.5).toFixed(1)} ms, p99 ${at(took, 0.99).toFixed(1)} ms, ` +
      `max ${(took.at(-1) ?? Number.NaN).toFixed(1)} ms; ${took.length} joined, ${failed} failed`,
  );
  await new Promise((resolve) => setTimeout(resolve, stayMs + 500));
}

await using redis = await startRedis({ port: await freePort(14_000, 14_999) });
const listen = plainListener(await freePort(15_000, 15_999));
await using backend = await startBackendProcess(backendConfig({ listen, log: redis.log }), {
  STOA_LOG_LEVEL: 'warn',
});
console.log('time to join, signalling only, Redis log');
// The first joins pay for code that is compiled on the way.
for (let index = 0; index < 20; index += 1) await join(backend.url, `warm-${index >> 2}`, 'Warm');
for (const rate of rates) await measure(backend.url, rate);
