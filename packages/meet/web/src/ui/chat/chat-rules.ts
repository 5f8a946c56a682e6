import { allows, isModerator } from '@stoa/protocol';
import type { ChatView, ParticipantView, RoomView } from '@stoa/protocol';

export type Privacy =
  | { readonly kind: 'received' }
  /** `name` is null for somebody who has left. */
  | { readonly kind: 'sent'; readonly name: string | null };

/** Who else sees a message; null: everybody. Pure. */
export function privacyOf({ to }: Pick<ChatView, 'to'>, view: RoomView, me: string | null): Privacy | null {
  if (to === undefined) return null;
  if (to === me) return { kind: 'received' };
  return { kind: 'sent', name: view.participants.find((person) => person.id === to)?.name ?? null };
}

/** Own messages, and for moderators all that they see. Pure. */
export function mayDelete({ participant }: Pick<ChatView, 'participant'>, view: RoomView, me: string | null) {
  const role = view.participants.find((person) => person.id === me)?.role;
  return role !== undefined && allows(role, 'chat-delete') && (participant === me || isModerator(role));
}

/** To whom a private message can go: everybody else who is in. Pure. */
export function recipientsOf(view: RoomView, me: string | null): readonly ParticipantView[] {
  return view.participants.filter((person) => person.id !== me && person.role !== 'waiting');
}
