import type { LogEvent } from '@stoa/protocol';
import type { Next, RoomState, Seat } from './room-state.ts';

type Of<T extends LogEvent['type']> = Extract<LogEvent, { type: T }>;
type MigrationEvent = Of<'migrating' | 'sfu-session' | 'leg-published' | 'switched' | 'migration-dropped'>;

const untouched: Next = { session: null, feed: null, kinds: [], switched: false };

function mapSeats(state: RoomState, change: (seat: Seat) => Seat): RoomState['seats'] {
  return Object.fromEntries(Object.entries(state.seats).map(([id, seat]) => [id, change(seat)]));
}

/** An event of a leg that is no longer being prepared changes nothing. */
function edit(
  state: RoomState,
  { leg, participant }: { readonly leg?: number | undefined; readonly participant: string },
  change: (next: Next) => Partial<Next>,
): RoomState {
  const seat = state.seats[participant];
  if (!seat || state.move?.leg !== leg) return state;
  const next = seat.next ?? untouched;
  return {
    ...state,
    seats: { ...state.seats, [participant]: { ...seat, next: { ...next, ...change(next) } } },
  };
}

/** The room is on that SFU now: what was prepared there becomes the present, or all begins anew. */
export function placeOn(state: RoomState, { sfu, leg }: Of<'placed'>, version: number): RoomState {
  const prepared = leg !== undefined && state.move?.leg === leg;
  return {
    ...state,
    placement: { sfu, version: prepared ? leg : version },
    move: null,
    seats: mapSeats(state, (seat) => ({
      ...seat,
      session: prepared ? (seat.next?.session ?? null) : null,
      feed: null,
      next: null,
    })),
  };
}

export function evolveMigration(state: RoomState, event: MigrationEvent): RoomState {
  switch (event.type) {
    case 'migrating': {
      const { sfu, leg, at, standby = false } = event;
      return {
        ...state,
        move: { sfu, leg, at, standby },
        seats: mapSeats(state, (seat) => ({ ...seat, next: null })),
      };
    }
    case 'sfu-session': {
      const { generation, sfu, session, publisher, subscriber, feed } = event;
      return edit(state, event, () => ({
        session: { generation, sfu, session, publisher, subscriber, feed },
      }));
    }
    case 'leg-published': {
      const { kinds } = event;
      return edit(state, event, ({ session }) => ({
        kinds,
        feed: kinds.length > 0 ? (session?.feed ?? null) : null,
      }));
    }
    case 'switched':
      return edit(state, event, () => ({ switched: true }));
    case 'migration-dropped':
      if (state.move?.leg !== event.leg) return state;
      return { ...state, move: null, seats: mapSeats(state, (seat) => ({ ...seat, next: null })) };
  }
}
