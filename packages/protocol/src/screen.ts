import { z } from 'zod';
import { commandId, participantId } from './ids.ts';
import { isModerator, type Role } from './roles.ts';

/** What a participant publishes: microphone, camera, and the picture and sound of a shared screen. */
export const publishedKinds = ['audio', 'video', 'screen-video', 'screen-audio'] as const;
export const publishedKind = z.literal(publishedKinds);
export type PublishedKind = z.infer<typeof publishedKind>;

/**
 * The sections of a sending connection's SDP that carry a screen, by `mid` (RFC 8843): the third and fourth one, since
 * browsers number them (RFC 8829 §5.2.1). Every other audio or video section is microphone or camera.
 */
export const screenMids = { 'screen-video': '2', 'screen-audio': '3' } as const satisfies Partial<
  Record<PublishedKind, string>
>;

/** Who may share a screen; moderators always may. `approval`: whoever a moderator allowed it. */
export const screenPolicies = ['everyone', 'approval', 'moderators'] as const;
export type ScreenPolicy = (typeof screenPolicies)[number];

/** Asks to share, was allowed to, or shares; absent in the room's view: none of it. */
const states = ['asked', 'allowed', 'sharing'] as const;
export const screenStateSchema = z.literal(states).optional();
export type ScreenState = (typeof states)[number];

const id = commandId;

export const screenMessages = [
  /** Begins or ends sharing; an end also withdraws a request. Media follows once this was answered. */
  z.strictObject({ type: z.literal('screen'), id, on: z.boolean() }),
  /** Asks the moderators, in a room with approval. */
  z.strictObject({ type: z.literal('screen-request'), id }),
  z.strictObject({ type: z.literal('screen-allow'), id, target: participantId }),
  /** Refuses a request, takes a permission back, or stops what is shared. */
  z.strictObject({ type: z.literal('screen-deny'), id, target: participantId }),
  z.strictObject({ type: z.literal('screen-policy'), id, policy: z.literal(screenPolicies) }),
] as const;

export const screenEvent = z.object({
  type: z.literal('screen'),
  at: z.int().nonnegative(),
  participant: participantId,
  /** Absent: none of it (any more). */
  state: screenStateSchema,
  by: participantId,
});

interface Sharer {
  readonly role: Role;
  readonly screen?: ScreenState | undefined;
}

/** May this person share now, without asking? */
export function mayShare(policy: ScreenPolicy | undefined, { role, screen }: Sharer): boolean {
  if (role === 'waiting') return false;
  if (isModerator(role) || policy === undefined || policy === 'everyone') return true;
  return policy === 'approval' && (screen === 'allowed' || screen === 'sharing');
}
