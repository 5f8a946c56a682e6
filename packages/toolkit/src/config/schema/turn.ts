import { z } from 'zod';
import { duration, port, portRange, secret } from './primitives.ts';

export const turnSchema = z.strictObject({
  kind: z.literal(['coturn', 'none']).default('coturn').describe('`none`: direct paths only.'),
  realm: z.string().min(1).max(127).default('stoa.example.org').describe('TURN realm (RFC 8489 §9.2).'),
  port: port.default(3478).describe('STUN/TURN port, UDP and TCP.'),
  tlsPort: port.default(5349).describe('TURN over TLS port.'),
  relayPorts: portRange.prefault({ min: 24_000, max: 27_999 }).describe('UDP ports for relayed media.'),
  credentialLifetime: duration
    .default('10m')
    .describe('Lifetime of the credentials that a participant gets at join.'),
  userQuota: z.int().min(0).default(0).describe('Most allocations per user; 0 = no limit.'),
  totalQuota: z.int().min(0).default(0).describe('Most allocations altogether; 0 = no limit.'),
  secret,
});
