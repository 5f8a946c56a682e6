import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand, retry, sleep } from '../../base/index.ts';
import { freeServerPort, relayRange } from './ports.ts';

/** Lines of turnserver.conf: `true` is a bare option, `false` leaves one of the defaults out, a list repeats it. */
export type CoturnConfig = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface CoturnOptions {
  readonly config?: CoturnConfig;
  /** Default: a free port of 127.0.0.1. */
  readonly port?: number;
  /** Network namespace to run in. */
  readonly netns?: string;
}

export interface Coturn {
  readonly port: number;
  readonly pid: number;
  /** Its folder, with `turn.db`. */
  readonly dir: string;
  /** Everything the server has printed. */
  log(): string;
  /** How often the log matches (a `g` expression), once that is `least`, or after 5 s: the log comes by a pipe. */
  countInLog(pattern: RegExp, least: number): Promise<number>;
  /** Ends the server and waits until it is gone; its folder goes too. */
  stop(): Promise<void>;
}

export const testSecret = 'secret-of-the-test-suite';
export const testRealm = 'example.org';

/** Whether real servers can be run; under CI their absence must fail the suite, so it says true there. */
export async function coturnAvailable(): Promise<boolean> {
  return process.env['CI'] === 'true' || (await findCommand('turnserver')) !== undefined;
}

function configLines(config: CoturnConfig): string {
  const lines = Object.entries(config).flatMap(([key, value]) => {
    if (value === false) return [];
    if (value === true) return [key];
    return [value].flat().map((item) => `${key}=${item}`);
  });
  return `${lines.join('\n')}\n`;
}

function defaults(dir: string, port: number): CoturnConfig {
  const relay = relayRange();
  return {
    'listening-ip': '127.0.0.1',
    'relay-ip': '127.0.0.1',
    'listening-port': port,
    'min-port': relay.min,
    'max-port': relay.max,
    realm: testRealm,
    'use-auth-secret': true,
    'static-auth-secret': testSecret,
    fingerprint: true,
    // Peers on loopback are refused otherwise (403); coturn starts with this option only when the CLI is off.
    'allow-loopback-peers': true,
    'no-cli': true,
    'no-multicast-peers': true,
    'no-tls': true,
    'no-dtls': true,
    pidfile: join(dir, 'turn.pid'),
    userdb: join(dir, 'turn.db'),
    'log-file': 'stdout',
    verbose: true,
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Waits for the line that coturn prints once all its listeners are open. */
function ready(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`coturn ${why}:\n${log().slice(-2_000)}`));
    const timer = setTimeout(() => fail('is not ready after 15 s'), 15_000);
    const look = () => {
      if (log().includes('Total General servers')) settle(resolve);
    };
    const onExit = () => settle(() => fail('ended'));
    const settle = (then: () => void) => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
      child.off('exit', onExit);
      then();
    };
    child.stdout?.on('data', look);
    child.once('exit', onExit);
  });
}

/** The line comes before the TCP listeners of coturn's threads are open. */
async function acceptsTcp(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** Starts a real coturn with its own folder, configuration and database, and waits until it listens. */
export async function startCoturn(options: CoturnOptions = {}): Promise<Coturn> {
  const program = await findCommand('turnserver');
  if (!program) throw new Error('turnserver is not installed (Debian package coturn)');
  const dir = await mkdtemp(join(tmpdir(), 'stoa-coturn-'));
  const port = options.port ?? (await freeServerPort());
  const file = join(dir, 'turnserver.conf');
  const config = { ...defaults(dir, port), ...options.config };
  await writeFile(file, configLines(config), { mode: 0o600 });
  const args = ['-c', file];
  // `ip netns exec` replaces itself by the program, so the child's pid is coturn's.
  const child = options.netns
    ? spawn('ip', ['netns', 'exec', options.netns, program, ...args], {
        cwd: dir,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    : spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await ready(child, () => text);
    const host = String([config['listening-ip']].flat()[0]);
    if (!options.netns && config['no-tcp'] !== true) {
      await retry(() => acceptsTcp(host, port), { deadlineMs: 5_000, baseMs: 20, maxMs: 200 });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const countInLog = async (pattern: RegExp, least: number) => {
    const count = () => text.match(pattern)?.length ?? 0;
    for (let tries = 0; tries < 100 && count() < least; tries += 1) await sleep(50);
    return count();
  };
  return { port, dir, countInLog, pid: child.pid ?? 0, log: () => text, stop };
}

/** Runs `work` with a coturn of its own. */
export async function withCoturn<T>(config: CoturnConfig, work: (server: Coturn) => Promise<T>): Promise<T> {
  const server = await startCoturn({ config });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
