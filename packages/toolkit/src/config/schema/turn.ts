import { z } from 'zod';
import { duration, port, portRange, secret } from './primitives.ts';

export const turnSchema = z.strictObject({
  kind: z.literal(['coturn', 'none']).default('coturn').describe('`none`: direct paths only.'),
  replicas: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe('Number of relays; with several one can be drained and restarted while calls go on.'),
  realm: z.string().min(1).max(127).default('stoa.example.org').describe('TURN realm (RFC 8489 §9.2).'),
  port: port
    .default(3478)
    .describe('STUN/TURN port of the first relay, UDP and TCP; the others use the next ports.'),
  tlsPort: port
    .default(5349)
    .describe('TURN over TLS port of the first relay; the others use the next ports.'),
  relayPorts: portRange
    .prefault({ min: 24_000, max: 27_999 })
    .describe('UDP ports for relayed media, divided evenly among the relays.'),
  credentialLifetime: duration
    .default('10m')
    .describe('Lifetime of the credentials that a participant gets at join.'),
  userQuota: z.int().min(0).default(0).describe('Most allocations per user; 0 = no limit.'),
  totalQuota: z.int().min(0).default(0).describe('Most allocations altogether; 0 = no limit.'),
  secret,
});
