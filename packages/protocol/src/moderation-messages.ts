import { z } from 'zod';
import { commandId, participantId } from './ids.ts';
import { limits } from './limits.ts';

const id = commandId;
const target = participantId;
/** What the person who is sent out or not let in gets to read. */
const message = z.string().trim().min(1).max(limits.noticeLength).optional();

export const reactions = ['thumbs-up', 'clap', 'heart', 'laugh', 'surprise', 'celebrate'] as const;
export type Reaction = (typeof reactions)[number];

/** Commands about roles, hands and order in the room. Who gives them is known from the connection. */
export const moderationMessages = [
  /** `target`: a moderator lowers somebody else's hand. */
  z.strictObject({ type: z.literal('hand'), id, raised: z.boolean(), target: target.optional() }),
  /** Seen by those who are there at the moment, and not kept. */
  z.strictObject({ type: z.literal('reaction'), id, reaction: z.literal(reactions) }),
  /** Own messages; moderators any that they can see. `message`: id of the chat message. */
  z.strictObject({ type: z.literal('chat-delete'), id, author: participantId, message: commandId }),
  z.strictObject({ type: z.literal('admit'), id, target }),
  z.strictObject({ type: z.literal('deny'), id, target, message }),
  z.strictObject({ type: z.literal('kick'), id, target, message }),
  z.strictObject({ type: z.literal('mute'), id, target }),
  /** Everybody of a lower role. */
  z.strictObject({ type: z.literal('mute-all'), id }),
  z.strictObject({ type: z.literal('ask-unmute'), id, target }),
  /** `host` hands the room over: the giver becomes co-host. */
  z.strictObject({
    type: z.literal('set-role'),
    id,
    target,
    role: z.literal(['host', 'cohost', 'participant']),
  }),
  z.strictObject({ type: z.literal('lock'), id, locked: z.boolean() }),
  /** Switching it off lets in whoever waits, as far as there is room. */
  z.strictObject({ type: z.literal('waiting-room'), id, on: z.boolean() }),
  /** Null takes it away. */
  z.strictObject({
    type: z.literal('passcode'),
    id,
    passcode: z.string().min(1).max(limits.passcodeLength).nullable(),
  }),
  /** Everybody leaves, who waits included. */
  z.strictObject({ type: z.literal('end-room'), id }),
] as const;

/** Transient messages about the room to those who are connected. */
export const transientMessages = [
  z.object({ type: z.literal('reaction'), from: participantId, reaction: z.literal(reactions) }),
  /** A moderator asks this participant to unmute. */
  z.object({ type: z.literal('unmute-asked'), by: participantId }),
] as const;
