import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '@stoa/toolkit/base';
import { startChild, waitFor, type Child } from './child.ts';

export interface RedisServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The entry for `log` of the session backend's configuration. */
  readonly log: { kind: 'redis'; host: string; port: number; password: string; prefix: string };
  /** Ends it as a crash would; what was not on disk is gone. */
  kill(): Promise<void>;
  /** Starts it again; `empty` throws away what it had on disk. */
  start(options?: { empty?: boolean }): Promise<void>;
  /** Freezes it: it accepts connections, but answers nothing. */
  freeze(): void;
  thaw(): void;
}

export async function hasRedis(): Promise<boolean> {
  // In CI the part must be there, and its absence a failure.
  return process.env['CI'] === 'true' || (await findCommand('redis-server')) !== undefined;
}

const password = 'test-redis-password-1';

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, host, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let said = '';
    socket.on('data', (data) => {
      said += data.toString();
      if (said.split('\r\n').length <= 2) return;
      socket.destroy();
      resolve(said.startsWith('+OK\r\n+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

/** A real Redis on a loopback port. `appendonly` keeps every write on disk, over a kill too. */
export async function startRedis(options: {
  readonly port: number;
  readonly appendonly?: boolean;
}): Promise<RedisServer> {
  const { port, appendonly = true } = options;
  const host = '127.0.0.1';
  const dir = await mkdtemp(join(tmpdir(), 'stoa-redis-'));
  const config = join(dir, 'redis.conf');
  const lines = [
    `bind ${host}`,
    `port ${port}`,
    `dir ${dir}`,
    `requirepass ${password}`,
    'save ""',
    `appendonly ${appendonly ? 'yes' : 'no'}`,
    'appendfsync always',
  ];
  await writeFile(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  let child: Child | undefined;
  const start = async ({ empty = false } = {}) => {
    if (empty) await rm(join(dir, 'appendonlydir'), { recursive: true, force: true });
    child = startChild('redis-server', [config]);
    await waitFor('Redis answers', () => answers(host, port), { child });
  };
  const dispose = async () => {
    await child?.stop('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    host,
    port,
    log: { kind: 'redis', host, port, password, prefix: 'stoa-test:' },
    kill: async () => child?.stop('SIGKILL'),
    start,
    freeze: () => void child?.process.kill('SIGSTOP'),
    thaw: () => void child?.process.kill('SIGCONT'),
    [Symbol.asyncDispose]: dispose,
  };
}
