import { StoaError } from '@stoa/toolkit/base';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { meetErrors } from '../errors.ts';
import type { Relays } from '../relays/index.ts';
import type { Rooms } from '../rooms/index.ts';
import { roomsOn } from '../sfu-drain/index.ts';
import type { SfuPool } from '../sfu/index.ts';
import { bears } from './bearer.ts';
import { addRelayRoutes } from './relay-routes.ts';
import type { SfuDrains } from './sfu-drains.ts';

export interface AdminDeps {
  readonly token: string;
  readonly pool: SfuPool;
  readonly rooms: Rooms;
  readonly drains: SfuDrains;
  readonly relays: Relays;
  /** Served without a token; null: not here. */
  readonly metrics: Pick<Registry, 'contentType' | 'metrics'> | null;
  /** Starts the drain of this backend, which ends with the process. */
  readonly drainBackend: () => void;
  readonly backend: () => { readonly name: string; readonly phase: string; readonly participants: number };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route asks for no token. */
    readonly open?: boolean;
  }
}

const statusOf: Readonly<Record<string, number>> = {
  MEET_SFU_UNKNOWN: 404,
  MEET_SFU_NO_ROOM: 409,
  MEET_DRAIN_RUNNING: 409,
  MEET_DRAIN_NONE: 404,
  MEET_SFU_UNAVAILABLE: 503,
  MEET_LOG_UNAVAILABLE: 503,
  MEET_REFUSED: 409,
};

const name = z.object({ name: z.string().min(1).max(64) });
const drainBody = z
  .strictObject({ timeoutMs: z.int().min(1_000).max(86_400_000).default(120_000) })
  .prefault({});
const eventsQuery = z.object({ from: z.coerce.number().int().nonnegative().default(0) });

/** The operators' side of a backend: SFUs, their drains and cordons, and the drain of the backend itself. */
export async function createAdminApp(deps: AdminDeps): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: 4_096 });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (bears(request.headers.authorization, deps.token) || request.routeOptions.config.open) return;
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({
        error: { code: 'unauthorized', message: 'this needs the bearer token of the admin API' },
      });
  });
  app.setNotFoundHandler(async (_request, reply) => {
    await reply.code(404).send({ error: { code: 'not-found', message: 'there is no such resource' } });
  });
  app.setErrorHandler((error, _request, reply) => sayError(error, reply));
  addSfuRoutes(app, deps);
  addRelayRoutes(app, deps.relays);
  addMetrics(app, deps.metrics);
  app.get('/admin/v1/drain', async () => deps.backend());
  app.post('/admin/v1/drain', async (_request, reply) => {
    deps.drainBackend();
    return reply.code(202).send(deps.backend());
  });
  await app.ready();
  return app;
}

/** Numbers of no one in particular: a Prometheus, and whoever looks for an empty backend, need no power over it. */
function addMetrics(app: FastifyInstance, metrics: AdminDeps['metrics']): void {
  if (!metrics) return;
  app.get('/metrics', { config: { open: true } }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}

function addSfuRoutes(app: FastifyInstance, { pool, rooms, drains }: AdminDeps): void {
  const known = (params: unknown): string => {
    const found = name.parse(params).name;
    if (!pool.get(found)) throw meetErrors.make('MEET_SFU_UNKNOWN', `there is no SFU ${found}`);
    return found;
  };
  app.get('/admin/v1/sfus', async () => {
    await pool.look();
    const look = async ({ name: sfu, socket, admin, cordoned, load }: ReturnType<SfuPool['all']>[number]) => {
      const found = admin.up ? await roomsOn(pool, rooms, sfu).catch(() => null) : null;
      const draining = await drains.running(sfu).catch(() => false);
      return { name: sfu, up: socket.up, cordoned, draining, sessions: load, rooms: found?.length ?? null };
    };
    return { sfus: await Promise.all(pool.all().map(look)) };
  });
  app.get('/admin/v1/sfus/:name/drain', async ({ params, query }) => {
    const { from } = eventsQuery.parse(query);
    return (await drains.get(known(params), from)) ?? noDrain();
  });
  app.post('/admin/v1/sfus/:name/drain', async (request, reply) => {
    const { timeoutMs } = drainBody.parse(request.body ?? undefined);
    return reply.code(202).send(await drains.start(known(request.params), timeoutMs));
  });
  app.delete('/admin/v1/sfus/:name/drain', async ({ params }) => {
    return (await drains.cancel(known(params))) ?? noDrain();
  });
  app.post('/admin/v1/sfus/:name/cordon', async ({ params }) => {
    const sfu = known(params);
    await pool.cordon(sfu, true);
    return { name: sfu, cordoned: true };
  });
  app.delete('/admin/v1/sfus/:name/cordon', async ({ params }) => {
    const sfu = known(params);
    if (await drains.running(sfu)) {
      throw meetErrors.make('MEET_DRAIN_RUNNING', `${sfu} is being drained; cancel that first`);
    }
    await pool.cordon(sfu, false);
    return { name: sfu, cordoned: false };
  });
}

function noDrain(): never {
  throw meetErrors.make('MEET_DRAIN_NONE', 'no drain of that SFU is known');
}

function sayError(error: unknown, reply: FastifyReply): void {
  if (error instanceof StoaError) {
    const { code, message, hint, details } = error;
    const more = { ...(hint ? { hint } : {}), ...(code === 'MEET_SFU_NO_ROOM' ? { details } : {}) };
    void reply.code(statusOf[code] ?? 500).send({ error: { code, message, ...more } });
  } else if (error instanceof z.ZodError) {
    const message = z.prettifyError(error);
    void reply.code(400).send({ error: { code: 'bad-request', message } });
  } else {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    const code = statusCode < 500 ? 'bad-request' : 'internal';
    void reply.code(statusCode).send({ error: { code, message } });
  }
}
