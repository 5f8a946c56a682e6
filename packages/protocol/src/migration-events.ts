import { z } from 'zod';
import { participantId } from './ids.ts';
import { legGapsSchema, legNumber } from './leg-messages.ts';
import { publishedKind } from './screen.ts';

const at = z.int().nonnegative();
const participant = participantId;
const leg = legNumber;

/** Private events of a room that goes to another SFU while the present one still carries its media. */
export const migrationEvents = [
  /** The room prepares a leg on this SFU; `leg` is this event's own version, and the placement's number to be. */
  z.object({
    type: z.literal('migrating'),
    at,
    sfu: z.string(),
    leg,
    /** Only for the case that the present SFU dies. */
    standby: z.boolean().optional(),
  }),
  /** The participant's media is up there (`kinds` empty: no longer). */
  z.object({
    type: z.literal('leg-published'),
    at,
    participant,
    leg,
    kinds: z.array(publishedKind),
  }),
  /** The participant has on the new leg what it had on the present one; `gapMs`: the pauses it saw. */
  z.object({ type: z.literal('switched'), at, participant, leg, gapMs: legGapsSchema.optional() }),
  /** The new leg is given up. */
  z.object({ type: z.literal('migration-dropped'), at, leg, reason: z.string() }),
] as const;
