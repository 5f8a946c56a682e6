import { z } from 'zod';
import { commandId } from './ids.ts';

/**
 * A leg is a participant's media on one SFU. While a room moves there are two: the present one, and the one that is
 * being prepared. A leg's number is that of the room's placement that it belongs to; where a message names none, the
 * present one is meant. The present one may be named too.
 */
export const legNumber = z.int().positive();

/**
 * The longest pause between two packets (in a browser: two rendered frames, or the longest stretch of sound that was
 * made up) since the `media-move`, ms; null = nothing was expected.
 */
const gap = z.number().min(0).max(60_000).nullable();
export const legGapsSchema = z.strictObject({ audio: gap, video: gap });
export type LegGaps = z.infer<typeof legGapsSchema>;

export const legMessages = [
  /**
   * Everything that comes over the present leg comes over the new one too, and what is sent is sent on both. Said once
   * the first packets of every stream are there: then no picture is missed when the present leg goes. Who neither
   * sends nor receives says it at once. Refused with `stale-leg` when that leg is not (or no longer) being prepared.
   */
  z.strictObject({
    type: z.literal('leg-ready'),
    id: commandId,
    leg: legNumber,
    gapMs: legGapsSchema.optional(),
  }),
] as const;

export const legNotices = [
  /**
   * The room is going to another SFU: publish there too (`publish` with this leg), answer the offers of this leg, and
   * say `leg-ready`. The present leg goes on all the while. Sent again after a resume, if it still holds.
   */
  z.object({
    type: z.literal('media-move'),
    leg: legNumber,
    /** Name of the SFU, for showing. */
    sfu: z.string().optional(),
    /** Not to be switched to soon: prepared for the case that the present SFU dies, with sending tracks muted. */
    standby: z.boolean().optional(),
  }),
  /** That leg is the present one from now on; the one before is gone: close its PeerConnections. */
  z.object({ type: z.literal('media-switched'), leg: legNumber }),
  /** That leg is given up; the present one stays: close the new PeerConnections. Another `media-move` may follow. */
  z.object({ type: z.literal('media-kept'), leg: legNumber, reason: z.string() }),
] as const;
