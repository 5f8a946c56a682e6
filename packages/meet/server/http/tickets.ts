import { ticketsPath } from '@stoa/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../auth/index.ts';
import {
  addressKey,
  clientAddress,
  isAllowedOrigin,
  ownOrigin,
  type Budgets,
  type OriginRules,
  type ProxyTrust,
} from '../guard/index.ts';
import { refusal } from '../errors.ts';
import { overrun, ticketMs, toRefusal, type Tickets } from '../session/index.ts';

export interface TicketDeps {
  readonly authenticator: Authenticator;
  readonly tickets: Tickets;
  readonly budgets: Budgets;
  readonly trust: ProxyTrust;
  readonly originRules: OriginRules;
  readonly draining: () => boolean;
}

const statusOf: Readonly<Record<string, number>> = {
  'auth-required': 401,
  'auth-failed': 401,
  'auth-expired': 401,
  'too-many': 429,
  'not-allowed': 403,
  internal: 500,
};

/** `POST /api/v1/tickets` with `Authorization: Bearer …` → `{ ticket, expiresInMs }`, for the next hello. */
export async function serveTickets(app: FastifyInstance, deps: TicketDeps): Promise<void> {
  // A scope of its own: how bodies are read here is not how they are read elsewhere.
  await app.register(async (scope) => addRoutes(scope, deps));
}

function addRoutes(app: FastifyInstance, deps: TicketDeps): void {
  // A body says nothing here, of whatever kind it is.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1_024 }, (_request, _body, done) =>
    done(null, null),
  );
  app.options(ticketsPath, async (request, reply) => {
    if (!allowOrigin(request, reply, deps)) return reply.code(403).send();
    return reply
      .headers({ 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'authorization' })
      .code(204)
      .send();
  });
  app.post(ticketsPath, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      if (!allowOrigin(request, reply, deps)) {
        throw refusal('not-allowed', 'pages of this origin get no tickets');
      }
      return { ticket: await issue(request, deps), expiresInMs: ticketMs };
    } catch (error) {
      const refused = toRefusal(error);
      reply.code(statusOf[refused.code] ?? 503);
      if (reply.statusCode === 401) reply.header('www-authenticate', 'Bearer');
      if (refused.retryAfterMs !== undefined) {
        reply.header('retry-after', Math.ceil(refused.retryAfterMs / 1_000));
      }
      return { error: refused };
    }
  });
}

/** Pages of other origins may read the answer where they may connect, too. */
function allowOrigin(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { originRules, trust }: TicketDeps,
): boolean {
  const { origin } = raw.headers;
  if (!isAllowedOrigin(origin, ownOrigin(raw, trust), originRules)) return false;
  reply.header('vary', 'origin');
  if (origin !== undefined) reply.header('access-control-allow-origin', origin);
  return true;
}

async function issue({ raw }: FastifyRequest, deps: TicketDeps): Promise<string> {
  const { authenticator, tickets, budgets, trust } = deps;
  if (deps.draining()) throw refusal('draining', 'this session backend is going; use another one');
  const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(raw.headers.authorization ?? '') ?? [];
  if (token === undefined) throw refusal('auth-required', 'send Authorization: Bearer and a token');
  const key = addressKey(clientAddress(raw.socket.remoteAddress, raw.headers, trust));
  const proof = budgets.proof(key);
  if ('reason' in proof) throw overrun(proof);
  const identity = await authenticator.verify(token);
  proof.undo();
  return tickets.issue(identity);
}
