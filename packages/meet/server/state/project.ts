import { defaultRoomSettings, type LogEvent, type RoomEvent, type RoomView } from '@stoa/protocol';
import { isPublic } from './evolve.ts';
import type { RoomState } from './room-state.ts';

/** For whom a view or events are made: a participant, who may still be waiting. */
export interface Viewer {
  readonly participant: string;
  readonly waiting: boolean;
}

/** Not let in, or not there at all: such a person sees nothing of others. */
export function isWaiting(state: RoomState, participant: string): boolean {
  const person = state.view.participants.find((p) => p.id === participant);
  return person === undefined || person.role === 'waiting';
}

function isBetween(viewer: Viewer, author: string, to: string | undefined): boolean {
  return to === undefined || to === viewer.participant || author === viewer.participant;
}

/** Events that all who have been let in see alike: such a batch is framed once. */
export function isOpen(event: LogEvent): boolean {
  if (event.type === 'left') return event.message === undefined;
  return isPublic(event) && !('to' in event && event.to !== undefined);
}

function isVisible(event: RoomEvent, viewer: Viewer): boolean {
  if (viewer.waiting) return 'participant' in event && event.participant === viewer.participant;
  if (event.type !== 'chat' && event.type !== 'chat-deleted') return true;
  return isBetween(viewer, event.participant, event.to);
}

/** A moderator's words to the one who has to go travel with `bye`, not with the event. */
function withoutNotice(event: RoomEvent): RoomEvent {
  if (event.type !== 'left' || event.message === undefined) return event;
  const { message: _notice, ...rest } = event;
  return rest;
}

/**
 * What one viewer gets of a stretch of the log: nothing of other people's private messages, nothing but the own for
 * those who wait, and no text that a later event of the stretch takes back.
 */
export function projectEvents(events: readonly LogEvent[], viewer: Viewer): RoomEvent[] {
  const deleted = new Set(
    events.flatMap((e) => (e.type === 'chat-deleted' ? [`${e.participant}/${e.id}`] : [])),
  );
  return events
    .filter(isPublic)
    .filter((event) => isVisible(event, viewer))
    .filter((event) => event.type !== 'chat' || !deleted.has(`${event.participant}/${event.id}`))
    .map(withoutNotice);
}

/** The room as one viewer sees it; who waits sees nobody but themselves. */
export function projectView(view: RoomView, viewer: Viewer): RoomView {
  if (!viewer.waiting) {
    return { ...view, chat: view.chat.filter((m) => isBetween(viewer, m.participant, m.to)) };
  }
  const { room, version } = view;
  const participants = view.participants.filter((p) => p.id === viewer.participant);
  return { room, version, sfu: null, participants, chat: [], hands: [], settings: defaultRoomSettings };
}

/** Was the viewer let in during these events? Then the view from before lacks everything. */
export function wasAdmitted(events: readonly LogEvent[], viewer: Viewer): boolean {
  return events.some((event) => event.type === 'role' && event.participant === viewer.participant);
}
