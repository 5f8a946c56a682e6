import { roomId } from '@stoa/protocol';
import { z } from 'zod';

const jsep = z.looseObject({ type: z.string(), sdp: z.string() });

/** What Janus sends, as far as the driver reads it. */
export const janusMessageSchema = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  session_id: z.number().optional(),
  sender: z.number().optional(),
  data: z.looseObject({ id: z.number().optional() }).optional(),
  error: z.looseObject({ code: z.number(), reason: z.string() }).optional(),
  plugindata: z.looseObject({ data: z.record(z.string(), z.unknown()) }).optional(),
  jsep: jsep.optional(),
  reason: z.unknown().optional(),
});
export type JanusMessage = z.infer<typeof janusMessageSchema>;

const streamSchema = z.looseObject({
  mid: z.string(),
  type: z.string(),
  feed_id: z.number().optional(),
  /** The stream's `mid` at the publisher. */
  feed_mid: z.string().optional(),
  /** What the publisher called itself: the participant's id. */
  feed_display: z.string().optional(),
  active: z.boolean().optional(),
});
export type JanusStream = z.infer<typeof streamSchema>;

/** The `streams` of a subscriber's event; what does not look like one is left out. */
export function readStreams(value: unknown): JanusStream[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const stream = streamSchema.safeParse(item);
    return stream.success ? [stream.data] : [];
  });
}

const videoRoomsSchema = z.looseObject({
  list: z.array(z.looseObject({ description: z.string().optional() })),
});

/** What the VideoRooms of an answer to `list` are called: the names of our rooms; others are left out. */
export function readVideoRooms(value: unknown): string[] {
  const read = videoRoomsSchema.safeParse(value);
  if (!read.success) return [];
  return read.data.list.flatMap(({ description }) => {
    const name = roomId.safeParse(description);
    return name.success ? [name.data] : [];
  });
}

const participantsSchema = z.looseObject({ participants: z.array(z.unknown()) });

/** How many people the answer to `listparticipants` names; null: there is no such room. */
export function readParticipants(value: unknown): number | null {
  const read = participantsSchema.safeParse(value);
  return read.success ? read.data.participants.length : null;
}

/** Error codes of Janus and its VideoRoom that the driver acts upon. */
export const janusErrors = {
  noNewSessions: 472,
  noSuchSession: 458,
  noSuchHandle: 459,
  noSuchRoom: 426,
  roomExists: 427,
  noSuchFeed: 428,
  feedTaken: 436,
} as const;
