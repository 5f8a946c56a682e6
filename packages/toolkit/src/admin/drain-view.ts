import { z } from 'zod';

export const spread = z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable();
const room = z.object({
  room: z.string(),
  outcome: z.enum(['moved', 'ended', 'kept']),
  to: z.string().nullable(),
  tookMs: z.number().nullable(),
  reason: z.string().nullable(),
});

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('cordoned'), sfu: z.string() }),
  z.object({ type: z.literal('rooms'), rooms: z.array(z.string()) }),
  z.object({ type: z.literal('room'), room }),
  z.object({
    type: z.literal('retry'),
    room: z.string(),
    attempt: z.int(),
    reason: z.string(),
    inMs: z.number(),
  }),
  z.object({ type: z.literal('left'), backend: z.string() }),
  z.object({ type: z.literal('taken'), by: z.object({ backend: z.string() }), from: z.string() }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('ended'), outcome: z.string(), sessionsLeft: z.int().nullable() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
/** What the journal of a drain says. */
export type DrainEvent = z.infer<typeof event>;

/** A drain as the admin API shows it, on any session backend. */
export const drainSchema = z.object({
  sfu: z.string(),
  id: z.string(),
  state: z.enum(['running', 'drained', 'cancelled', 'timeout', 'failed']),
  coordinator: z.string().nullable(),
  keptIn: z.enum(['redis', 'memory']),
  from: z.int(),
  events: z.array(event),
  totals: z
    .object({
      rooms: z.int(),
      moved: z.int(),
      ended: z.int(),
      kept: z.int(),
      participants: z.int(),
      gapMs: z.object({ audio: spread, video: spread }),
      tookMs: spread,
    })
    .nullable(),
  cordoned: z.boolean().nullable(),
  evidence: z.string().nullable(),
  error: z.string().nullable(),
});
export type DrainView = z.infer<typeof drainSchema>;
