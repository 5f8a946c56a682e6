import { z } from 'zod';
import { port, portRange, secret } from './primitives.ts';

export const sfuSchema = z.strictObject({
  kind: z
    .literal(['janus', 'none'])
    .default('janus')
    .describe('`janus`: media goes through Janus; `none`: peer-to-peer mesh of up to 4 people.'),
  replicas: z.int().min(1).max(8).default(2).describe('Number of SFUs.'),
  standby: z
    .boolean()
    .default(false)
    .describe(
      'Every participant keeps a second, muted connection to another SFU: a call outlives the death of its SFU nearly unnoticed, for twice the sessions.',
    ),
  maxParticipants: z
    .int()
    .min(1)
    .optional()
    .describe(
      'People that one SFU carries before it gets no more rooms, and no room that a drain moves; with `standby` everybody counts on two. Rooms that are there may still be joined. Without it: no limit.',
    ),
  apiPort: port
    .default(18_188)
    .describe('Loopback port of the first Janus API (WebSocket); the others use the next ports.'),
  adminPort: port
    .default(17_188)
    .describe('Loopback port of the first Janus admin API; the others use the next ports.'),
  rtpPorts: portRange
    .prefault({ min: 20_000, max: 23_999 })
    .describe('UDP ports for media, divided evenly among the SFUs.'),
  adminSecret: secret,
  apiSecret: secret,
});
