import { emptyRoom, grantedRoleSchema, passcodeSchema, publishedKind, roomViewSchema } from '@stoa/protocol';
import { z } from 'zod';

const sfuSessionSchema = z.object({
  /** Connection generation that owns the session; a newer one fences it. */
  generation: z.int(),
  sfu: z.string(),
  session: z.int(),
  publisher: z.int().nullable(),
  subscriber: z.int().nullable(),
  feed: z.int(),
});

/** A participant's part of the leg that is being prepared. */
const nextSchema = z.object({
  session: sfuSessionSchema.nullable(),
  /** The feed that can be subscribed to there, and what it carries. */
  feed: z.int().nullable(),
  kinds: z.array(publishedKind),
  /** The participant has there what it has on the present leg. */
  switched: z.boolean(),
});

/** The part of a participant that only session backends see. */
const seatSchema = z.object({
  /** SHA-256 of the resume token, hex. */
  tokenHash: z.string(),
  /** Who that is, and the role that their token grants; null where no token said so. */
  user: z.string().nullable().default(null),
  granted: grantedRoleSchema.nullable().default(null),
  /** The backend that holds, or last held, the connection. */
  backend: z.string(),
  /** When the connection broke, ms since the epoch; null while it stands. */
  brokenAt: z.int().nullable(),
  session: sfuSessionSchema.nullable(),
  /** The feed that can be subscribed to on the SFU; null while nothing is published. */
  feed: z.int().nullable(),
  next: nextSchema.nullable().default(null),
});

/** A room as session backends hold it: a pure function of its log. JSON, since snapshots are kept in Redis. */
export const roomStateSchema = z.object({
  view: roomViewSchema,
  /** Null before the first join. `version` numbers the assignment: a room that is placed anew gets new SFU rooms. */
  placement: z.object({ sfu: z.string().nullable(), version: z.int() }).nullable(),
  /** The room is on its way to another SFU; `leg` is the number of the placement to be, `at` when that began. */
  move: z
    .object({ sfu: z.string(), leg: z.int(), at: z.int(), standby: z.boolean() })
    .nullable()
    .default(null),
  seats: z.record(z.string(), seatSchema),
  /** `participant/id` of the last chat messages: a repeated command is recognised after the text left the history. */
  said: z.array(z.string()),
  /** What newcomers have to know; null: nothing. */
  passcode: passcodeSchema.nullable().default(null),
});

export type RoomState = z.infer<typeof roomStateSchema>;
export type Seat = z.infer<typeof seatSchema>;
export type Next = z.infer<typeof nextSchema>;
export type SfuSession = z.infer<typeof sfuSessionSchema>;

export function emptyState(room: string): RoomState {
  return {
    view: emptyRoom(room),
    placement: null,
    move: null,
    seats: {},
    said: [],
    passcode: null,
  };
}
