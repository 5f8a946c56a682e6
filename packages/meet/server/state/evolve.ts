import {
  applyChats,
  applyEvent,
  type ChatBounds,
  type ChatEvent,
  type LogEvent,
  type PrivateEvent,
  type RoomEvent,
} from '@stoa/protocol';
import { evolveMigration, placeOn } from './evolve-migration.ts';
import type { RoomState, Seat } from './room-state.ts';
import { hasSaid, saidKey, withSaid } from './said.ts';

const newSeat: Seat = {
  tokenHash: '',
  user: null,
  granted: null,
  backend: '',
  brokenAt: null,
  session: null,
  feed: null,
  next: null,
};

const privateTypes: ReadonlySet<string> = new Set<PrivateEvent['type']>([
  'token',
  'sfu-session',
  'passcode',
  'migrating',
  'leg-published',
  'switched',
  'migration-dropped',
]);

/** May clients see this event? */
export function isPublic(event: LogEvent): event is RoomEvent {
  return !privateTypes.has(event.type);
}

function edit(state: RoomState, id: string, change: (seat: Seat) => Partial<Seat>): RoomState {
  const seat = state.seats[id];
  return seat ? { ...state, seats: { ...state.seats, [id]: { ...seat, ...change(seat) } } } : state;
}

/** Only the newest connection counts. */
function editConnection(
  state: RoomState,
  { participant, generation }: { readonly participant: string; readonly generation: number },
  change: Partial<Seat>,
): RoomState {
  return generationOf(state, participant) === generation ? edit(state, participant, () => change) : state;
}

function without(seats: RoomState['seats'], id: string): RoomState['seats'] {
  const { [id]: _gone, ...rest } = seats;
  return rest;
}

/** The seats and the placement after an event; the view is already the new one. */
function evolvePrivate(state: RoomState, event: LogEvent, version: number): RoomState {
  switch (event.type) {
    case 'joined':
      if (state.seats[event.participant]) return state;
      return {
        ...state,
        seats: { ...state.seats, [event.participant]: { ...newSeat, brokenAt: event.at } },
      };
    case 'connected':
      // What an earlier connection prepared is not the newer one's.
      return editConnection(state, event, { backend: event.backend, brokenAt: null, next: null });
    case 'disconnected':
      return editConnection(state, event, { brokenAt: event.at });
    case 'left':
      return { ...state, seats: without(state.seats, event.participant) };
    case 'placed':
      return placeOn(state, event, version);
    case 'published':
      return edit(state, event.participant, (seat) => ({ feed: seat.session?.feed ?? null }));
    case 'unpublished':
      return edit(state, event.participant, () => ({ feed: null }));
    case 'token':
      return edit(state, event.participant, () => ({
        tokenHash: event.hash,
        user: event.user ?? null,
        granted: event.granted ?? null,
      }));
    case 'passcode':
      return { ...state, passcode: event.passcode };
    case 'sfu-session': {
      if (event.leg !== undefined) return evolveMigration(state, event);
      const { generation, sfu, session, publisher, subscriber, feed } = event;
      return edit(state, event.participant, () => ({
        session: { generation, sfu, session, publisher, subscriber, feed },
      }));
    }
    case 'migrating':
    case 'leg-published':
    case 'switched':
    case 'migration-dropped':
      return evolveMigration(state, event);
    default:
      return state;
  }
}

/** Connection generation of a participant; 0 for somebody who is not there. */
export function generationOf(state: RoomState, participant: string): number {
  return state.view.participants.find((p) => p.id === participant)?.generation ?? 0;
}

function evolve(state: RoomState, event: LogEvent, keepChat: ChatBounds): RoomState {
  const version = state.view.version + 1;
  // An event that a newer backend invented gives no view: it is passed over.
  const next = isPublic(event) ? applyEvent(state.view, event, keepChat) : undefined;
  const view = next ?? state.view;
  return evolvePrivate({ ...state, view: { ...view, version } }, event, version);
}

/** After messages in a row. */
function evolveChats(state: RoomState, events: readonly ChatEvent[], keepChat: ChatBounds): RoomState {
  const view = applyChats(state.view, events, keepChat);
  const keys = new Set(events.map(saidKey).filter((key) => !hasSaid(state.said, key)));
  const said = keys.size > 0 ? withSaid(state.said, [...keys]) : state.said;
  return { ...state, said, view: { ...view, version: state.view.version + events.length } };
}

/** The messages that stand together from `index` on. */
function chatsFrom(events: readonly LogEvent[], index: number): ChatEvent[] {
  const found: ChatEvent[] = [];
  for (let at = index, event = events[at]; event?.type === 'chat'; event = events[(at += 1)])
    found.push(event);
  return found;
}

/** The state after some events; each raises the version by one. Pure and total. */
export function evolveAll(state: RoomState, events: readonly LogEvent[], keepChat: ChatBounds): RoomState {
  let at = state;
  for (let index = 0; index < events.length;) {
    const chats = chatsFrom(events, index);
    const event = events[index];
    if (chats.length > 0) at = evolveChats(at, chats, keepChat);
    else if (event) at = evolve(at, event, keepChat);
    index += Math.max(1, chats.length);
  }
  return at;
}
