import type { RoomView } from '@stoa/protocol';

/** An own chat message that the room's log has not confirmed yet. */
export interface OutgoingChat {
  /** Command id, kept over every attempt: the server stores the message once. */
  readonly id: string;
  readonly text: string;
  /** A private message to this participant. */
  readonly to?: string | undefined;
  readonly state: 'sending' | 'failed';
  /** Why it failed; null while it is being sent. */
  readonly code: string | null;
}

/** More unconfirmed messages than this are refused at once, with a message to the person who types. */
export const outboxLimit = 50;

export function addOutgoing(
  outbox: readonly OutgoingChat[],
  id: string,
  text: string,
  to?: string,
): readonly OutgoingChat[] {
  return [...outbox, { id, text, to, state: 'sending', code: null }];
}

export function failOutgoing(
  outbox: readonly OutgoingChat[],
  id: string,
  code: string,
): readonly OutgoingChat[] {
  return outbox.map((chat) => (chat.id === id ? { ...chat, state: 'failed', code } : chat));
}

export function retryOutgoing(outbox: readonly OutgoingChat[], id: string): readonly OutgoingChat[] {
  return outbox.map((chat) => (chat.id === id ? { ...chat, state: 'sending', code: null } : chat));
}

export function dropOutgoing(outbox: readonly OutgoingChat[], id: string): readonly OutgoingChat[] {
  return outbox.filter((chat) => chat.id !== id);
}

/** Takes out what the room shows by now; the same array when nothing changed. */
export function settleOutgoing(outbox: readonly OutgoingChat[], view: RoomView): readonly OutgoingChat[] {
  const stored = new Set(view.chat.map((message) => message.id));
  const open = outbox.filter((chat) => !stored.has(chat.id));
  return open.length === outbox.length ? outbox : open;
}

/** The participant behind these messages is gone: whether they were stored cannot be known, so the person decides. */
export function orphanOutgoing(outbox: readonly OutgoingChat[]): readonly OutgoingChat[] {
  return outbox.map((chat) =>
    chat.state === 'sending' ? { ...chat, state: 'failed', code: 'unconfirmed' } : chat,
  );
}
