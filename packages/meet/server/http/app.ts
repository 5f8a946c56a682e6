import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { limits, socketPath, subprotocol } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import { fastify, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { requestIdFor, requestIdHeader } from '../request-id.ts';
import { addConnectionTest, type ConnectionTestDeps } from './connection-test.ts';
import { securityHeaders } from './headers.ts';
import { isLocalRequest } from './local-request.ts';
import { serveTickets, type TicketDeps } from './tickets.ts';

export interface AppDeps extends TicketDeps {
  readonly config: BackendConfig;
  readonly registry: Registry;
  /** Reasons against readiness; empty = ready. */
  readonly unready: () => readonly string[];
  readonly connectionTest: Omit<ConnectionTestDeps, 'turn'>;
}

/** HTTP side of the backend: health, metrics, runtime configuration and the web app. */
export async function createApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, registry, unready, authenticator } = deps;
  const app = fastify({
    logger: false,
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: ({ headers }) => requestIdFor(headers),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header(requestIdHeader, request.id);
    reply.headers(securityHeaders(config.backendUrls, authenticator.signInOrigins));
  });
  await serveTickets(app, deps);
  app.get('/health/live', async () => ({ live: true }));
  app.get('/health/ready', async (_request, reply) => {
    const reasons = unready();
    reply.code(reasons.length === 0 ? 200 : 503).header('cache-control', 'no-store');
    return { ready: reasons.length === 0, reasons };
  });
  app.get('/metrics', async (request, reply) => {
    if (!config.access?.publicMetrics && !isLocalRequest(request.raw)) {
      return reply
        .code(404)
        .send({ error: 'metrics are served to this machine only: see meet.publicMetrics' });
    }
    reply.type(registry.contentType);
    return registry.metrics();
  });
  app.get('/config.json', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return {
      protocol: subprotocol,
      socketPath,
      backend: config.name,
      backends: config.backendUrls,
      maxMessageBytes: config.maxMessageBytes,
      resumeGraceMs: config.resumeGraceMs,
      limits,
      auth: { required: authenticator.required, signIn: await authenticator.signIn() },
    };
  });
  addConnectionTest(app, { turn: config.turn, ...deps.connectionTest });
  await serveWebApp(app, config.webRoot);
  await app.ready();
  return app;
}

async function serveWebApp(app: FastifyInstance, webRoot: string | null): Promise<void> {
  const notFound = { error: 'not found' };
  if (webRoot === null || !existsSync(join(webRoot, 'index.html'))) {
    app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(notFound));
    return;
  }
  await app.register(fastifyStatic, {
    root: webRoot,
    // Vite puts a hash of the content into the names of what it builds.
    setHeaders: (reply, path) => {
      const forever = path.startsWith(join(webRoot, 'assets'));
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
    cacheControl: false,
  });
  // The web app draws its own pages: every room's address, and where people come back to who
  // signed in, gives the same document.
  app.setNotFoundHandler(async (request, reply) => {
    const isPage =
      request.method === 'GET' && /^\/(r\/[^/]+\/?|signed-in)$/.test(request.url.split('?')[0] ?? '');
    return isPage ? reply.sendFile('index.html') : reply.code(404).send(notFound);
  });
}
