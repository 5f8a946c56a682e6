import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Ports of the TURN suites, below those that the system gives to clients (32768 on). */
const firstServerPort = 19_000;
const lastServerPort = 19_999;
let next = firstServerPort + (process.pid % 1_000);

function tcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that is free for UDP and TCP, none twice in one run. */
export async function freeServerPort(): Promise<number> {
  for (let tries = 0; tries <= lastServerPort - firstServerPort; tries += 1) {
    next = next >= lastServerPort ? firstServerPort : next + 1;
    if ((await tcpFree(next)) && (await udpFree(next))) return next;
  }
  throw new Error(`no free port between ${firstServerPort} and ${lastServerPort}`);
}

let range = process.pid % 29;

/** The next slice of `size` (at most 100) relay ports between 14000 and 16999. */
export function relayRange(size = 100): { min: number; max: number } {
  range = (range + 1) % 30;
  const min = 14_000 + range * 100;
  return { min, max: min + size - 1 };
}
