import { z } from 'zod';
import { participantId, roomId } from './ids.ts';

const participantViewSchema = z.object({
  id: participantId,
  name: z.string(),
  joinedAt: z.int(),
  /** false while the connection is broken and the place is kept. */
  connected: z.boolean(),
  generation: z.int().nonnegative(),
  audio: z.boolean(),
  video: z.boolean(),
  /** What can be received through the SFU. */
  published: z.array(z.literal(['audio', 'video'])),
});

/** The room as clients see it: a pure function of the log's public events. */
export const roomViewSchema = z.object({
  room: roomId,
  version: z.int().nonnegative(),
  sfu: z.string().nullable(),
  /** In order of joining. */
  participants: z.array(participantViewSchema),
  /** Oldest first, bounded. */
  chat: z.array(
    z.object({ id: z.string(), participant: participantId, name: z.string(), text: z.string(), at: z.int() }),
  ),
});
export type RoomView = z.infer<typeof roomViewSchema>;
export type ParticipantView = z.infer<typeof participantViewSchema>;
