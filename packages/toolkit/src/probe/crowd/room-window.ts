import { z } from 'zod';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();

/** What one room of a crowd saw since its last mark; it travels from the room's process. Times in ms. */
export const roomWindowSchema = z.object({
  room: z.string(),
  measuredMs: ms,
  /** SFU of the room at the mark and now; null in a mesh. */
  sfu: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  participants: z.array(
    z.object({
      name: z.string(),
      backend: z.string().nullable(),
      /** Sessions that changed the backend with both connections standing. */
      moves: count,
      /** Sessions that came back after a break. */
      resumes: count,
      longestAwayMs: ms,
      /** Times its media left a relay that was going. */
      relayMoves: count,
      /** Media connections that had to be made anew. */
      rebuilt: count,
      /** Why it is no longer in the call; null while it is. */
      failure: z.string().nullable(),
    }),
  ),
  /** Every ordered pair of participants and kind. */
  streams: z.array(
    z.object({ kind: z.literal(['audio', 'video']), gapMs: ms, lost: count, duplicates: count }),
  ),
  chat: z.object({
    /** Acknowledged by a backend. */
    stored: count,
    /** Answered with a refusal, or not at all: the sender knows. */
    refused: count,
    /** Stored messages times people who should have them, and how many of these came. */
    due: count,
    delivered: count,
    duplicated: count,
  }),
  /** How late the process was at most: its own pauses are nobody's gap. */
  lateMs: ms,
});

export type RoomWindow = z.infer<typeof roomWindowSchema>;
