import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyntheticParticipant } from '../../packages/toolkit/src/probe/index.ts';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { BackendProcess } from './backend.ts';
import type { JanusServer } from './janus.ts';
import { freePort } from './ports.ts';
import type { RedisServer } from './redis.ts';
import { startSfuParts } from './sfu-parts.ts';

const token = 'test-admin-token-1234';

export interface AdminAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Two session backends with admin API, Redis, and some Janus. */
export interface SfuPlatform extends AsyncDisposable {
  readonly januses: readonly JanusServer[];
  readonly backends: readonly BackendProcess[];
  readonly redis: RedisServer;
  readonly evidenceDir: string;
  /** A request to the admin API of a backend: `admin('POST', '/admin/v1/sfus/janus-0/drain')`. */
  admin(
    method: string,
    path: string,
    body?: unknown,
    as?: { backend?: number; token?: string },
  ): Promise<AdminAnswer>;
  /** People in a room who hear each other, on the backends in turn. */
  call(room: string, people: number): Promise<SyntheticParticipant[]>;
}

type SfuConfig = BackendConfig['sfus'][number];

/** @param reach how a backend reaches an SFU: as it is, or by way of a proxy */
export async function startSfuPlatform(
  sfus: number,
  own: Partial<BackendConfig> = {},
  reach: (sfu: SfuConfig, backend: string) => SfuConfig = (sfu) => sfu,
): Promise<SfuPlatform> {
  const stack = new AsyncDisposableStack();
  const evidenceDir = await mkdtemp(join(tmpdir(), 'stoa-sfu-'));
  stack.defer(() => rm(evidenceDir, { recursive: true, force: true }));
  const parts = stack.use(await startSfuParts(sfus));
  const { address, backends, januses, redis } = parts;
  const adminPorts: number[] = [];
  for (const name of ['meet-0', 'meet-1']) {
    const port = await freePort(12_500, 12_999);
    adminPorts.push(port);
    await parts.startBackend(name, {
      sfus: januses.map(({ sfu }) => reach(sfu, name)),
      admin: { host: '127.0.0.1', port, token },
      evidence: { dir: evidenceDir, platform: 'test' },
      ...own,
    });
  }
  const people: SyntheticParticipant[] = [];
  stack.defer(async () => {
    await Promise.all(people.map((person) => person.leave()));
  });
  return {
    januses,
    backends,
    redis,
    evidenceDir,
    admin: async (method, path, body, as = {}) => {
      const response = await fetch(`http://127.0.0.1:${adminPorts[as.backend ?? 0]}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${as.token ?? token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    call: async (room, count) => {
      const come = Array.from({ length: count }, (_, index) => {
        const urls = [backends[index % 2]?.url ?? '', backends[(index + 1) % 2]?.url ?? ''];
        const name = `${room} ${index}`;
        return new SyntheticParticipant({ urls, room, name, path: 'direct', address });
      });
      people.push(...come);
      for (const person of come) await person.join();
      return come;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
