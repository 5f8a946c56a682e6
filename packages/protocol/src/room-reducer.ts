import type { RoomEvent } from './room-events.ts';
import type { ParticipantView, RoomView } from './room-view.ts';

/** Most chat messages a view keeps; the server may keep fewer. */
export const chatLimit = 1_000;

export function emptyRoom(room: string): RoomView {
  return { room, version: 0, sfu: null, participants: [], chat: [] };
}

function change(view: RoomView, id: string, edit: (p: ParticipantView) => ParticipantView): RoomView {
  return { ...view, participants: view.participants.map((p) => (p.id === id ? edit(p) : p)) };
}

/**
 * The next view after one event; pure, total, and indifferent to events about people who are not there, so that
 * every holder of the log comes to the same view. Does not touch `version`: see {@link applyEvents}.
 */
export function applyEvent(view: RoomView, event: RoomEvent, keepChat: number = chatLimit): RoomView {
  switch (event.type) {
    case 'joined': {
      if (view.participants.some((p) => p.id === event.participant)) return view;
      const participant: ParticipantView = {
        id: event.participant,
        name: event.name,
        joinedAt: event.at,
        connected: false,
        generation: 0,
        audio: false,
        video: false,
        published: [],
      };
      return { ...view, participants: [...view.participants, participant] };
    }
    case 'connected':
      return change(view, event.participant, (p) =>
        event.generation > p.generation ? { ...p, connected: true, generation: event.generation } : p,
      );
    case 'disconnected':
      return change(view, event.participant, (p) =>
        event.generation === p.generation ? { ...p, connected: false } : p,
      );
    case 'left':
      return { ...view, participants: view.participants.filter((p) => p.id !== event.participant) };
    case 'media':
      return change(view, event.participant, (p) => ({ ...p, audio: event.audio, video: event.video }));
    case 'chat': {
      if (view.chat.some((m) => m.id === event.id && m.participant === event.participant)) return view;
      const { id, participant, name, text, at } = event;
      return {
        ...view,
        chat: keepChat > 0 ? [...view.chat, { id, participant, name, text, at }].slice(-keepChat) : [],
      };
    }
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
  }
}

/**
 * Applies a batch that leads from `from` to `version`.
 * @returns the new view, the same view when the batch is old, or undefined when there is a gap: ask for `sync`
 */
export function applyEvents(
  view: RoomView,
  batch: { readonly from: number; readonly version: number; readonly events: readonly RoomEvent[] },
  keepChat: number = chatLimit,
): RoomView | undefined {
  if (batch.version <= view.version) return view;
  if (batch.from !== view.version) return undefined;
  const next = batch.events.reduce((at, event) => applyEvent(at, event, keepChat), view);
  return { ...next, version: batch.version };
}
