import { z } from 'zod';
import { participantId, roomId } from './ids.ts';
import { roleSchema } from './roles.ts';
import { publishedKind, screenPolicies, screenStateSchema } from './screen.ts';

export const participantViewSchema = z.object({
  id: participantId,
  name: z.string(),
  joinedAt: z.int(),
  /** false while the connection is broken and the place is kept. */
  connected: z.boolean(),
  generation: z.int().nonnegative(),
  audio: z.boolean(),
  /** Muted by a moderator, and not unmuted since: nobody is to hear them, whatever they send. */
  silenced: z.literal(true).optional(),
  video: z.boolean(),
  /** What can be received through the SFU. */
  published: z.array(publishedKind),
  role: roleSchema.default('participant'),
  screen: screenStateSchema,
});
export type ParticipantView = z.infer<typeof participantViewSchema>;

export const chatViewSchema = z.object({
  id: z.string(),
  participant: participantId,
  name: z.string(),
  text: z.string(),
  at: z.int(),
  /** A private message. */
  to: participantId.optional(),
});
export type ChatView = z.infer<typeof chatViewSchema>;

export const roomSettingsSchema = z.object({
  /** Nobody new comes in. */
  locked: z.boolean(),
  /** New people wait until a moderator lets them in. */
  waitingRoom: z.boolean(),
  /** New people are asked for a passcode. */
  passcode: z.boolean(),
  /** Absent: everyone. */
  screenShare: z.literal(screenPolicies).optional(),
});
export type RoomSettings = z.infer<typeof roomSettingsSchema>;

export const defaultRoomSettings: RoomSettings = { locked: false, waitingRoom: false, passcode: false };

/** The room as clients see it: a pure function of the log's public events. */
export const roomViewSchema = z.object({
  room: roomId,
  version: z.int().nonnegative(),
  sfu: z.string().nullable(),
  /** In order of joining. */
  participants: z.array(participantViewSchema),
  /** Oldest first, bounded. */
  chat: z.array(chatViewSchema),
  /** Raised hands, the longest-raised first. */
  hands: z.array(participantId).default([]),
  settings: roomSettingsSchema.default(defaultRoomSettings),
});
export type RoomView = z.infer<typeof roomViewSchema>;
