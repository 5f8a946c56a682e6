import { z } from 'zod';
import {
  drainedRoomSchema,
  drainOutcomeSchema,
  type DrainedRoom,
  type SfuDrainRecord,
} from './drain-record.ts';

/** A running process of a backend: one that is started again under the same name knows nothing of its jobs. */
const coordinatorSchema = z.object({ backend: z.string(), instance: z.string() });
export type Coordinator = z.infer<typeof coordinatorSchema>;

const at = z.int();

/** What is written down of a drain, in this order; `at` in ms since the epoch. Operators see it, too. */
export const drainEntrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    at,
    id: z.string(),
    sfu: z.string(),
    timeoutMs: z.int(),
    by: coordinatorSchema,
  }),
  z.object({ type: z.literal('cordoned'), at, sfu: z.string() }),
  /** Rooms that were found there. */
  z.object({ type: z.literal('rooms'), at, rooms: z.array(z.string()) }),
  z.object({ type: z.literal('room'), at, room: drainedRoomSchema }),
  /** The room stays for the moment; it is tried again. */
  z.object({
    type: z.literal('retry'),
    at,
    room: z.string(),
    attempt: z.int(),
    reason: z.string(),
    inMs: z.number(),
  }),
  /** The coordinating backend is going, and leaves the drain to another one. */
  z.object({ type: z.literal('left'), at, backend: z.string() }),
  /** Another backend goes on with it: from then on nothing counts that the one before still writes. */
  z.object({ type: z.literal('taken'), at, by: coordinatorSchema, from: z.string() }),
  z.object({ type: z.literal('cancel'), at }),
  z.object({
    type: z.literal('ended'),
    at,
    outcome: drainOutcomeSchema,
    sessionsLeft: z.int().nullable(),
    /** Does the SFU take no new sessions? Null: it could not be asked. */
    cordoned: z.boolean().nullable(),
    /** Id of the evidence file. */
    evidence: z.string().nullable(),
  }),
  z.object({ type: z.literal('failed'), at, reason: z.string() }),
]);
export type DrainEntry = z.infer<typeof drainEntrySchema>;
type Of<T extends DrainEntry['type']> = Extract<DrainEntry, { type: T }>;

/** A room of a drain. */
export interface DrainCase {
  readonly attempts: number;
  readonly reason: string | null;
  readonly result: DrainedRoom | null;
}

/** A drain as its journal tells it. */
export interface DrainState {
  readonly started: Of<'started'>;
  /** Null: whoever comes first goes on with it. */
  readonly coordinator: Coordinator | null;
  readonly coordinators: readonly string[];
  readonly cordoned: boolean;
  readonly rooms: ReadonlyMap<string, DrainCase>;
  readonly cancelled: boolean;
  readonly end: Of<'ended'> | Of<'failed'> | null;
}

const fresh: DrainCase = { attempts: 0, reason: null, result: null };

/** @param state undefined before the first entry */
export function evolveDrain(state: DrainState | undefined, entry: DrainEntry): DrainState | undefined {
  if (entry.type === 'started') {
    const { by } = entry;
    const nothing = { cordoned: false, rooms: new Map(), cancelled: false, end: null };
    return { started: entry, coordinator: by, coordinators: [by.backend], ...nothing };
  }
  if (!state) return undefined;
  const withRoom = (room: string, change: Partial<DrainCase>): DrainState => ({
    ...state,
    rooms: new Map(state.rooms).set(room, { ...(state.rooms.get(room) ?? fresh), ...change }),
  });
  switch (entry.type) {
    case 'cordoned':
      return { ...state, cordoned: true };
    case 'rooms':
      return {
        ...state,
        rooms: new Map([...entry.rooms.map((room) => [room, fresh] as const), ...state.rooms]),
      };
    case 'room':
      return withRoom(entry.room.room, { attempts: entry.room.attempts, result: entry.room });
    case 'retry':
      return withRoom(entry.room, { attempts: entry.attempt, reason: entry.reason });
    case 'left':
      return { ...state, coordinator: null };
    case 'taken':
      return { ...state, coordinator: entry.by, coordinators: [...state.coordinators, entry.by.backend] };
    case 'cancel':
      return { ...state, cancelled: true };
    case 'ended':
    case 'failed':
      return { ...state, end: entry };
  }
}

/** The rooms of a drain with what became of them: who has not moved so far stays. */
export function roomsOf(state: Pick<DrainState, 'rooms'>): DrainedRoom[] {
  return [...state.rooms].map(([room, { attempts, reason, result }]) => {
    const stayed = {
      room,
      outcome: 'kept',
      attempts,
      to: null,
      tookMs: null,
      reason,
      participants: [],
    } as const;
    return result ?? stayed;
  });
}

/** What a drain comes to if it ends like this. */
export function recordOf(
  state: DrainState,
  { at: finishedAt, outcome, sessionsLeft }: Pick<Of<'ended'>, 'at' | 'outcome' | 'sessionsLeft'>,
): SfuDrainRecord {
  const { id, sfu, timeoutMs, at: startedAt } = state.started;
  return {
    id,
    sfu,
    outcome,
    startedAt: new Date(startedAt),
    finishedAt: new Date(finishedAt),
    timeoutMs,
    rooms: roomsOf(state),
    sessionsLeft,
    coordinators: state.coordinators,
  };
}
