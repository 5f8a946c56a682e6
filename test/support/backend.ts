import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendConfig } from '@stoa/toolkit/config';
import { startChild, waitFor, type Child } from './child.ts';

const entry = new URL('../../packages/meet/server/start.ts', import.meta.url).pathname;

/** A start file with small limits; `listen` and `log` are the caller's business. */
export function backendConfig(own: Partial<BackendConfig> & Pick<BackendConfig, 'listen'>): BackendConfig {
  return {
    name: 'meet-0',
    log: { kind: 'memory' },
    sfus: [],
    turn: null,
    room: { maxParticipants: 50, chatHistory: 100 },
    resumeGraceMs: 20_000,
    maxMessageBytes: 131_072,
    backendUrls: [],
    webRoot: null,
    ...own,
  };
}

/** `listen` with one plain listener on loopback. */
export function plainListener(port: number): BackendConfig['listen'] {
  return [{ host: '127.0.0.1', port, tls: null }];
}

export interface BackendProcess extends AsyncDisposable {
  readonly url: string;
  readonly child: Child;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A session backend as a process of its own, as the targets start it. */
export async function startBackendProcess(
  config: BackendConfig,
  env: Record<string, string> = {},
): Promise<BackendProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'stoa-backend-'));
  const file = join(dir, 'backend.json');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const child = startChild(process.execPath, [entry, file], env);
  const [listen] = config.listen;
  const url = `${listen?.tls ? 'https' : 'http'}://${listen?.host}:${listen?.port}`;
  const dispose = async () => {
    await child.stop('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (const { host, port } of config.listen) {
      // Node alone takes many seconds to start where everything else starts, too; who dies is seen at once.
      await waitFor(`the session backend listens on ${port}`, () => accepts(host, port), {
        child,
        ms: 60_000,
      });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { url, child, [Symbol.asyncDispose]: dispose };
}

/** Session backends that know each other and share a log: `meet-0`, `meet-1`, … */
export async function startBackendProcesses(
  ports: readonly number[],
  own: Partial<BackendConfig>,
  env?: Record<string, string>,
): Promise<BackendProcess[]> {
  const backendUrls = ports.map((port) => `http://127.0.0.1:${port}`);
  const starts = await Promise.allSettled(
    ports.map((port, index) => {
      const config = { name: `meet-${index}`, listen: plainListener(port), backendUrls, ...own };
      return startBackendProcess(backendConfig(config), env);
    }),
  );
  const backends = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return backends;
  await Promise.all(backends.map((backend) => backend[Symbol.asyncDispose]()));
  throw failed.reason;
}
