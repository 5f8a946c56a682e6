import type { LogEvent } from '@stoa/protocol';
import { messageOf } from '@stoa/toolkit/base';
import type { Room, Rooms } from '../rooms/index.ts';
import type { RoomState } from '../state/index.ts';
import { storyOf, type Story } from './leg-story.ts';

/** What became of one attempt to bring a room to another SFU. */
export type Attempt =
  | ({ readonly outcome: 'moved'; readonly to: string } & Story)
  /** The room stays, for the moment at least. */
  | { readonly outcome: 'kept'; readonly reason: string }
  /** It is elsewhere already, or empty: there was nothing to do. */
  | { readonly outcome: 'none' };

export interface MoveOptions {
  /** The SFU that the room is to leave. */
  readonly sfu: string;
  /** When the drain began, ms since the epoch: a move that began later is the drain's, whichever backend saw to it. */
  readonly since: number;
  /** Bounds the wait; the deadline of the move is in the room's log. */
  readonly waitMs: number;
  /** The move is given up, and the room stays. */
  readonly signal: AbortSignal;
  /** Nobody waits for the outcome any more; the move goes on. */
  readonly leave: AbortSignal;
}

function isOn({ placement, view }: RoomState, sfu: string): boolean {
  return placement?.sfu === sfu && view.participants.length > 0;
}

/** How a move that has begun came out; undefined while it is under way. */
function outcomeOf({ state }: Room, sfu: string, leg: number, dropped: string | undefined) {
  if (state.placement?.version === leg) return { moved: true } as const;
  if (!isOn(state, sfu)) return { moved: false, reason: undefined } as const;
  if (state.move?.leg === leg) return undefined;
  return { moved: false, reason: dropped ?? 'the move was given up' } as const;
}

/** Lets a room move, on whatever backends its people are, and waits for the outcome. */
export function moveRoom(rooms: Rooms, id: string, options: MoveOptions): Promise<Attempt> {
  const { sfu, waitMs, signal, leave } = options;
  return rooms.use(id, async (room) => {
    await room.catchUp();
    if (!isOn(room.state, sfu)) return elsewhere(rooms, room, options);
    const events: LogEvent[] = [];
    const stop = room.onChange((change) => {
      // The steps between are not known: what came before does not go on with what comes.
      if (change.reset) events.length = 0;
      events.push(...change.events);
    });
    try {
      const state = await room.execute({ type: 'begin', from: sfu });
      const begun = events.findLast((event) => event.type === 'migrating');
      const leg = state.move?.leg ?? begun?.leg;
      if (leg === undefined) {
        return isOn(state, sfu)
          ? { outcome: 'kept', reason: 'given up at once' }
          : await elsewhere(rooms, room, options);
      }
      const dropped = () => {
        const event = events.findLast((one) => one.type === 'migration-dropped' && one.leg === leg);
        return event?.type === 'migration-dropped' ? event.reason : undefined;
      };
      const either = AbortSignal.any([signal, leave]);
      const end = await settled(room, () => outcomeOf(room, sfu, leg, dropped()), waitMs, either);
      if (end === undefined) {
        if (leave.aborted) return { outcome: 'kept', reason: 'left to another backend' };
        const reason = signal.aborted ? 'cancelled' : `no outcome within ${waitMs} ms`;
        await room.execute({ type: 'drop', leg, reason });
        const late = outcomeOf(room, sfu, leg, reason);
        if (!late?.moved) return { outcome: 'kept', reason };
      } else if (!end.moved) {
        return end.reason === undefined
          ? await elsewhere(rooms, room, options)
          : { outcome: 'kept', reason: end.reason };
      }
      return await moved(rooms, room, leg, events);
    } catch (error) {
      return { outcome: 'kept', reason: messageOf(error) };
    } finally {
      stop();
    }
  });
}

/** A room that is not there (any more): it may have moved while nobody who knows of the drain looked. */
async function elsewhere(rooms: Rooms, room: Room, { since }: MoveOptions): Promise<Attempt> {
  const { placement, view } = room.state;
  if (!placement?.sfu || view.participants.length === 0) return { outcome: 'none' };
  const story = storyOf(await rooms.eventsAfter(room.id, placement.version - 1), placement.version);
  if (!story || story.begunAt < since) return { outcome: 'none' };
  return { outcome: 'moved', to: placement.sfu, ...story };
}

/** @param seen what was heard of the room meanwhile: the log may have been folded, and then begins later */
async function moved(rooms: Rooms, room: Room, leg: number, seen: readonly LogEvent[]): Promise<Attempt> {
  const begun = seen.findIndex((event) => event.type === 'migrating' && event.leg === leg);
  const story =
    storyOf(seen.slice(Math.max(0, begun)), leg) ?? storyOf(await rooms.eventsAfter(room.id, leg - 1), leg);
  const unknown: Story = { begunAt: 0, tookMs: null, participants: [] };
  return { outcome: 'moved', to: room.state.placement?.sfu ?? '', ...(story ?? unknown) };
}

/** Resolves with what `look` finds after a change, or undefined when time is up or the signal fires. */
function settled<T>(
  room: Room,
  look: () => T | undefined,
  ms: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value: T | undefined) => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', abort);
      resolve(value);
    };
    const abort = () => end(undefined);
    const check = () => {
      const found = look();
      if (found !== undefined) end(found);
    };
    const stop = room.onChange(check);
    const timer = setTimeout(abort, ms);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else check();
  });
}
