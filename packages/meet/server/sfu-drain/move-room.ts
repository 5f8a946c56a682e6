import type { LegGaps, LogEvent } from '@stoa/protocol';
import { messageOf } from '@stoa/toolkit/base';
import type { Room, Rooms } from '../rooms/index.ts';
import type { RoomState } from '../state/index.ts';

/** What became of one attempt to bring a room to another SFU. */
export type Attempt =
  | {
      readonly outcome: 'moved';
      readonly to: string;
      readonly tookMs: number;
      /** Participants that were taken along, with the longest pauses they report. */
      readonly participants: readonly { readonly participant: string; readonly gapMs: LegGaps | null }[];
    }
  /** The room stays, for the moment at least. */
  | { readonly outcome: 'kept'; readonly reason: string }
  /** It is elsewhere already, or empty: there was nothing to do. */
  | { readonly outcome: 'none' };

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

/**
 * Lets a room move, on whatever backends its people are, and waits for the outcome. The room's log has the deadline;
 * `waitMs` only bounds this wait. Aborted, the move is given up and the room stays.
 */
export function moveRoom(
  rooms: Rooms,
  id: string,
  sfu: string,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
): Promise<Attempt> {
  return rooms.use(id, async (room) => {
    await room.catchUp();
    if (!isOn(room.state, sfu)) return { outcome: 'none' };
    const started = performance.now();
    const events: LogEvent[] = [];
    const stop = room.onChange((change) => events.push(...change.events));
    try {
      const state = await room.execute({ type: 'begin', from: sfu });
      const begun = events.findLast((event) => event.type === 'migrating');
      const leg = state.move?.leg ?? begun?.leg;
      if (leg === undefined) {
        return isOn(state, sfu) ? { outcome: 'kept', reason: 'given up at once' } : { outcome: 'none' };
      }
      const dropped = () => {
        const event = events.findLast((one) => one.type === 'migration-dropped' && one.leg === leg);
        return event?.type === 'migration-dropped' ? event.reason : undefined;
      };
      const end = await settled(room, () => outcomeOf(room, sfu, leg, dropped()), waitMs, signal);
      if (end === undefined) {
        const reason = signal.aborted ? 'cancelled' : `no outcome within ${waitMs} ms`;
        await room.execute({ type: 'drop', leg, reason });
        const late = outcomeOf(room, sfu, leg, reason);
        if (!late?.moved) return { outcome: 'kept', reason };
      } else if (!end.moved) {
        return end.reason === undefined ? { outcome: 'none' } : { outcome: 'kept', reason: end.reason };
      }
      return moved(room, leg, events, performance.now() - started);
    } catch (error) {
      return { outcome: 'kept', reason: messageOf(error) };
    } finally {
      stop();
    }
  });
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

function moved(room: Room, leg: number, events: readonly LogEvent[], tookMs: number): Attempt {
  const participants = events.flatMap((event) =>
    event.type === 'switched' && event.leg === leg
      ? [{ participant: event.participant, gapMs: event.gapMs ?? null }]
      : [],
  );
  return { outcome: 'moved', to: room.state.placement?.sfu ?? '', tookMs: Math.round(tookMs), participants };
}
