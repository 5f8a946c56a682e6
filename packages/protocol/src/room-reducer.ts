import { chatBounds, withChat, type ChatBounds } from './chat-history.ts';
import { applyChatDeleted, applyHand, applyRole, applyScreen, applySettings } from './reduce-moderation.ts';
import type { RoomEvent } from './room-events.ts';
import { defaultRoomSettings, type ChatView, type ParticipantView, type RoomView } from './room-view.ts';

export function emptyRoom(room: string): RoomView {
  return {
    room,
    version: 0,
    sfu: null,
    participants: [],
    chat: [],
    hands: [],
    settings: defaultRoomSettings,
  };
}

function join(view: RoomView, event: Extract<RoomEvent, { type: 'joined' }>): RoomView {
  if (view.participants.some((p) => p.id === event.participant)) return view;
  const host = view.participants.some((p) => p.role === 'host');
  const participant: ParticipantView = {
    id: event.participant,
    name: event.name,
    joinedAt: event.at,
    connected: false,
    generation: 0,
    audio: false,
    video: false,
    published: [],
    role: event.role === 'host' && host ? 'participant' : (event.role ?? 'participant'),
  };
  return { ...view, participants: [...view.participants, participant] };
}

export type ChatEvent = Extract<RoomEvent, { type: 'chat' }>;

function messageOf({ id, participant, name, text, at, to }: ChatEvent): ChatView {
  return { id, participant, name, text, at, ...(to === undefined ? {} : { to }) };
}

/** The next view after some messages in a row: what {@link applyEvent} makes of one after the other, at less cost. */
export function applyChats(
  view: RoomView,
  events: readonly ChatEvent[],
  keepChat: ChatBounds = chatBounds,
): RoomView {
  const ids = new Set(view.chat.map(({ id }) => id));
  const added: ChatView[] = [];
  for (const event of events) {
    const same = (m: ChatView) => m.id === event.id && m.participant === event.participant;
    // Most ids are new; only equal ones are worth a look at the person.
    if (ids.has(event.id) && (view.chat.some(same) || added.some(same))) continue;
    ids.add(event.id);
    added.push(messageOf(event));
  }
  return added.length === 0 ? view : { ...view, chat: withChat(view.chat, added, keepChat) };
}

function change(view: RoomView, id: string, edit: (p: ParticipantView) => ParticipantView): RoomView {
  return { ...view, participants: view.participants.map((p) => (p.id === id ? edit(p) : p)) };
}

function applyMedia(before: ParticipantView, { audio, video }: Extract<RoomEvent, { type: 'media' }>) {
  // Unmuting lifts what a moderator did; a camera that is switched does not.
  const { silenced: _lifted, ...person } = before;
  return { ...(audio ? person : before), audio, video };
}

/**
 * The next view after one event; pure, total, and indifferent to events about people who are not there, so that
 * every holder of the log comes to the same view. Does not touch `version`: see {@link applyEvents}.
 */
export function applyEvent(view: RoomView, event: RoomEvent, keepChat: ChatBounds = chatBounds): RoomView {
  switch (event.type) {
    case 'joined':
      return join(view, event);
    case 'connected':
      return change(view, event.participant, (p) =>
        event.generation > p.generation ? { ...p, connected: true, generation: event.generation } : p,
      );
    case 'disconnected':
      return change(view, event.participant, (p) =>
        event.generation === p.generation ? { ...p, connected: false } : p,
      );
    case 'left':
      return {
        ...view,
        participants: view.participants.filter((p) => p.id !== event.participant),
        hands: view.hands.filter((id) => id !== event.participant),
      };
    case 'media':
      return change(view, event.participant, (p) => applyMedia(p, event));
    case 'chat':
      return applyChats(view, [event], keepChat);
    case 'placed':
      return {
        ...view,
        sfu: event.sfu,
        participants: view.participants.map((p) => ({ ...p, published: [] })),
      };
    case 'published':
      return change(view, event.participant, (p) => ({ ...p, published: event.kinds }));
    case 'unpublished':
      return change(view, event.participant, (p) => ({ ...p, published: [] }));
    case 'role':
      return applyRole(view, event);
    case 'hand':
      return applyHand(view, event);
    case 'muted':
      return change(view, event.participant, (p) => ({ ...p, audio: false, silenced: true }));
    case 'chat-deleted':
      return applyChatDeleted(view, event);
    case 'screen':
      return applyScreen(view, event);
    case 'settings':
      return applySettings(view, event);
  }
}

/**
 * Applies a batch that leads from `from` to `version`.
 * @returns the new view, the same view when the batch is old, or undefined when there is a gap: ask for `sync`
 */
export function applyEvents(
  view: RoomView,
  batch: { readonly from: number; readonly version: number; readonly events: readonly RoomEvent[] },
  keepChat: ChatBounds = chatBounds,
): RoomView | undefined {
  if (batch.version <= view.version) return view;
  if (batch.from !== view.version) return undefined;
  const next = batch.events.reduce((at, event) => applyEvent(at, event, keepChat), view);
  return { ...next, version: batch.version };
}
