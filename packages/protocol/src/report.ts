import { z } from 'zod';
import { commandId } from './ids.ts';

const count = z.int().min(0).max(1_000);
const ms = z.number().min(0).max(600_000);
const bitsPerSecond = z.number().min(0).max(10_000_000_000);

/**
 * How a client's media is doing, from its own `getStats` (W3C WebRTC statistics): about every ten seconds, and once
 * at the end. Numbers are of the time since the last report unless they say otherwise; null = not known. Answered by
 * `ack`; a report that comes too soon is refused with `too-many`. Nothing but statistics is made of it.
 */
export const reportMessageSchema = z.strictObject({
  type: z.literal('report'),
  id: commandId,
  /** How media gets here: over a relay if any of the connections does. */
  path: z.literal(['direct', 'relay']).nullable(),
  /** Round trip of the selected candidate pair. */
  rttMs: ms.nullable(),
  /** Interarrival jitter of what is received (RFC 3550 §6.4.1), the worst stream. */
  jitterMs: ms.nullable(),
  /** Share of the packets on the way to the client that were lost, 0 to 1. */
  lossIn: z.number().min(0).max(1).nullable(),
  bitrateIn: bitsPerSecond.nullable(),
  bitrateOut: bitsPerSecond.nullable(),
  /** PeerConnections that came up. */
  connected: count,
  /** PeerConnections that failed. */
  failed: count,
  /** From the welcome to the first frame of somebody else; given once, when it is known. */
  firstFrameMs: ms.nullable(),
});
export type ReportMessage = z.infer<typeof reportMessageSchema>;
