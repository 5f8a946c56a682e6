import { isModerator } from '@stoa/protocol';
import type { Role, RoomEvent, RoomView } from '@stoa/protocol';

/** Something that happened and that this person should be told. Names are null for people who have left. */
export type Notice =
  | { readonly kind: 'knock'; readonly id: string; readonly name: string }
  | { readonly kind: 'muted'; readonly by: string | null }
  | { readonly kind: 'role'; readonly role: Exclude<Role, 'waiting'> }
  | { readonly kind: 'new-host'; readonly name: string }
  | { readonly kind: 'hand'; readonly name: string }
  | { readonly kind: 'hand-lowered' }
  | { readonly kind: 'own-chat-deleted' };

function nameOf(view: RoomView, id: string | null): string | null {
  return view.participants.find((person) => person.id === id)?.name ?? null;
}

/**
 * What one event means to one person; null for what can be seen anyway. Moderators hear of the door and of hands.
 * Pure.
 * @param view the room after the event
 */
export function noticeOf(event: RoomEvent, view: RoomView, me: string | null): Notice | null {
  const role = view.participants.find((person) => person.id === me)?.role;
  const moderates = role !== undefined && isModerator(role);
  switch (event.type) {
    case 'joined':
      if (event.role !== 'waiting' || !moderates) return null;
      return { kind: 'knock', id: event.participant, name: event.name };
    case 'muted':
      return event.participant === me ? { kind: 'muted', by: nameOf(view, event.by) } : null;
    case 'role': {
      if (event.role === 'waiting') return null;
      if (event.participant === me) return { kind: 'role', role: event.role };
      const name = event.role === 'host' ? nameOf(view, event.participant) : null;
      return name === null ? null : { kind: 'new-host', name };
    }
    case 'hand': {
      if (event.participant === me) return event.by === undefined ? null : { kind: 'hand-lowered' };
      const name = event.raised && moderates ? nameOf(view, event.participant) : null;
      return name === null ? null : { kind: 'hand', name };
    }
    case 'chat-deleted':
      return event.participant === me && event.by !== me ? { kind: 'own-chat-deleted' } : null;
    default:
      return null;
  }
}
