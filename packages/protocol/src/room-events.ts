import { z } from 'zod';
import { limits } from './limits.ts';
import { commandId, participantId } from './ids.ts';
import { legNumber } from './leg-messages.ts';
import { migrationEvents } from './migration-events.ts';
import { moderationEvents, passcodeEvent } from './moderation-events.ts';
import { grantedRoleSchema, roleSchema } from './roles.ts';
import { publishedKind } from './screen.ts';

/** Milliseconds since the epoch, by the clock of the backend that appended the event. */
const at = z.int().nonnegative();

const joined = z.object({
  type: z.literal('joined'),
  at,
  participant: participantId,
  name: z.string().max(limits.nameLength),
  /** Absent: participant. */
  role: roleSchema.optional(),
});
/** A connection was made (generation 1 at join) or taken over (2, 3, …): the generation fences older ones. */
const connected = z.object({
  type: z.literal('connected'),
  at,
  participant: participantId,
  generation: z.int().positive(),
  backend: z.string(),
});
/** The connection of that generation broke; the place is kept for the grace time. */
const disconnected = z.object({
  type: z.literal('disconnected'),
  at,
  participant: participantId,
  generation: z.int().positive(),
});
const left = z.object({
  type: z.literal('left'),
  at,
  participant: participantId,
  reason: z.literal(['left', 'timeout', 'kicked', 'denied', 'ended']),
  /** A moderator's words to the one who had to go; shown to nobody else. */
  message: z.string().optional(),
});
const mediaState = z.object({
  type: z.literal('media'),
  at,
  participant: participantId,
  audio: z.boolean(),
  video: z.boolean(),
});
const chat = z.object({
  type: z.literal('chat'),
  at,
  participant: participantId,
  /** The client's command id: the same message sent twice is stored once. */
  id: commandId,
  name: z.string(),
  text: z.string().min(1).max(limits.chatLength),
  /** A private message; only this participant and the sender see it. */
  to: participantId.optional(),
});
/**
 * Media of the room runs on this SFU (null: mesh), and has to be published there. With `leg`: it moved without a
 * break, and the publications there follow in the same batch.
 */
const placed = z.object({
  type: z.literal('placed'),
  at,
  sfu: z.string().nullable(),
  leg: legNumber.optional(),
});
/** The participant's media is up on the SFU and can be subscribed to. */
const published = z.object({
  type: z.literal('published'),
  at,
  participant: participantId,
  kinds: z.array(publishedKind),
});
const unpublished = z.object({ type: z.literal('unpublished'), at, participant: participantId });

/** What clients see of a room, in the order of the log. */
export const roomEventSchema = z.discriminatedUnion('type', [
  joined,
  connected,
  disconnected,
  left,
  mediaState,
  chat,
  placed,
  published,
  unpublished,
  ...moderationEvents,
]);
export type RoomEvent = z.infer<typeof roomEventSchema>;

/**
 * What only session backends see, in the same log: the secret side of a participant. The resume token is kept as
 * SHA-256; the SFU session lets another backend claim it (Janus `claim`).
 */
export const privateEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('token'),
    at,
    participant: participantId,
    hash: z.string(),
    /** Who that is, where a token said so. */
    user: z.string().optional(),
    /** The role that the token grants. */
    granted: grantedRoleSchema.optional(),
  }),
  z.object({
    type: z.literal('sfu-session'),
    at,
    participant: participantId,
    generation: z.int().positive(),
    sfu: z.string(),
    session: z.int().nonnegative(),
    publisher: z.int().nonnegative().nullable(),
    subscriber: z.int().nonnegative().nullable(),
    /** Number of the participant's feed in the SFU's room. */
    feed: z.int().nonnegative(),
    /** On the leg that is being prepared; absent: on the present one. */
    leg: legNumber.optional(),
  }),
  ...migrationEvents,
  passcodeEvent,
]);
export type PrivateEvent = z.infer<typeof privateEventSchema>;

export const logEventSchema = z.union([roomEventSchema, privateEventSchema]);
export type LogEvent = RoomEvent | PrivateEvent;
