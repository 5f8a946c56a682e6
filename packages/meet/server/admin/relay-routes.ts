import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Relays } from '../relays/index.ts';

const name = z.object({ name: z.string().min(1).max(64) });
const drainBody = z
  .strictObject({
    withinMs: z.int().min(1_000).max(86_400_000).default(60_000),
    backAfterMs: z.int().min(1_000).max(86_400_000).optional(),
  })
  .prefault({});

/** Relays: which there are and which are going, how far their people are; taking one out and giving it out again. */
export function addRelayRoutes(app: FastifyInstance, relays: Relays): void {
  const view = async (relay: string) => ({
    name: relay,
    going: relays.isGoing(relay),
    people: await relays.progress(relay),
  });
  app.get('/admin/v1/relays', async () => ({ relays: await Promise.all(relays.names.map(view)) }));
  app.post('/admin/v1/relays/:name/drain', async (request, reply) => {
    const relay = name.parse(request.params).name;
    const { withinMs, backAfterMs } = drainBody.parse(request.body ?? undefined);
    await relays.drain(relay, withinMs, backAfterMs);
    return reply.code(202).send(await view(relay));
  });
  app.delete('/admin/v1/relays/:name/drain', async ({ params }) => {
    const relay = name.parse(params).name;
    await relays.restore(relay);
    return view(relay);
  });
}
