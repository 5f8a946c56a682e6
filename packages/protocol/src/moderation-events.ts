import { z } from 'zod';
import { commandId, participantId } from './ids.ts';
import { roleSchema } from './roles.ts';
import { screenEvent, screenPolicies } from './screen.ts';

const at = z.int().nonnegative();
const participant = participantId;
/** Who ordered it; null: the rules of the room did. */
const by = participantId.nullable();

/** Public events about roles and order; `chat-deleted` of a private message is shown to its two people only. */
export const moderationEvents = [
  /** A new role; a host replaces the former one, who becomes co-host. From `waiting`: let in. */
  z.object({ type: z.literal('role'), at, participant, role: roleSchema, by }),
  /** `by`: the moderator who lowered it; absent where it was the participant's own doing. */
  z.object({
    type: z.literal('hand'),
    at,
    participant,
    raised: z.boolean(),
    by: participantId.optional(),
  }),
  z.object({ type: z.literal('muted'), at, participant, by }),
  z.object({
    type: z.literal('chat-deleted'),
    at,
    /** The author. */
    participant,
    id: commandId,
    by,
    /** Receiver of a private message. */
    to: participantId.optional(),
  }),
  z.object({
    type: z.literal('settings'),
    at,
    by,
    locked: z.boolean().optional(),
    waitingRoom: z.boolean().optional(),
    /** Is one asked for? The passcode itself is nowhere to be seen. */
    passcode: z.boolean().optional(),
    screenShare: z.literal(screenPolicies).optional(),
  }),
  screenEvent,
] as const;

/** scrypt of the room's passcode, salt and hash in hex. */
export const passcodeSchema = z.object({ salt: z.string(), hash: z.string() });
export type PasscodeHash = z.infer<typeof passcodeSchema>;

export const passcodeEvent = z.object({
  type: z.literal('passcode'),
  at,
  passcode: passcodeSchema.nullable(),
});
