import { admitted, screenMids } from '@stoa/protocol';
import type { LegGaps, LogEvent, ParticipantView } from '@stoa/protocol';
import type { Context, Decision } from './commands.ts';
import { evolveAll } from './evolve.ts';
import type { RoomState } from './room-state.ts';

/** What is said plays no part here. */
const noChat = { messages: 0, bytes: 0 };

const nothing: Decision = { ok: true, events: [] };
const done = (...events: LogEvent[]): Decision => ({ ok: true, events });

/** Whoever has media on the present leg has to be taken along; who has none yet gets it where the room then is. */
function takesPart({ seats }: RoomState, { id }: ParticipantView): boolean {
  return (seats[id]?.session ?? null) !== null;
}

/** Those who are still waited for; empty = the room can switch. */
export function unready(state: RoomState): ParticipantView[] {
  return admitted(state.view.participants)
    .filter((person) => takesPart(state, person))
    .filter(({ id, published, screen }) => {
      const next = state.seats[id]?.next ?? null;
      // A screen that was stopped is taken nowhere.
      const counts = published.filter((kind) => screen === 'sharing' || !(kind in screenMids));
      return next === null || !next.switched || counts.some((kind) => !next.kinds.includes(kind));
    });
}

/** The prepared leg becomes the present one; what is published there is published at once. */
export function switchTo(state: RoomState, at: number): LogEvent[] {
  const { move } = state;
  if (!move) return [];
  const publications = admitted(state.view.participants).flatMap(({ id }): LogEvent[] => {
    const next = state.seats[id]?.next;
    if (!next?.session || next.kinds.length === 0) return [];
    return [{ type: 'published', at, participant: id, kinds: next.kinds }];
  });
  return [{ type: 'placed', at, sfu: move.sfu, leg: move.leg }, ...publications];
}

/**
 * Off an SFU that is gone: to the leg that is prepared, wherever that has got to, or to another SFU from scratch. A
 * call that would be cut goes to a full one, too.
 */
export function leaveGone(state: RoomState, { now: at, sfus }: Context): LogEvent[] {
  const { up, choice, open = [] } = sfus;
  if (state.move && up.includes(state.move.sfu)) return switchTo(state, at);
  const sfu = open.find((name) => fits(state, name, sfus)) ?? choice ?? open[0] ?? null;
  return sfu === null ? [] : [{ type: 'placed', at, sfu }];
}

/** Can the whole room go to that SFU? What it holds there in reserve becomes free. */
function fits(state: RoomState, sfu: string, { free = {} }: Context['sfus']): boolean {
  return roomFor(state, sfu, free) >= admitted(state.view.participants).length;
}

/** How many people of that room an SFU has room for. */
export function roomFor(
  { move, seats }: RoomState,
  sfu: string,
  free: Readonly<Record<string, number>>,
): number {
  const reserved = move?.standby && move.sfu === sfu ? countNext(seats, true) : 0;
  return (free[sfu] ?? Infinity) + reserved;
}

/** People of a room who are to have media on that SFU and have no session there yet. */
export function comingTo({ move, seats }: RoomState, sfu: string): number {
  return move?.sfu === sfu ? countNext(seats, false) : 0;
}

/** People with media, by whether they have a session on the leg that is being prepared. */
function countNext(seats: RoomState['seats'], ready: boolean): number {
  return Object.values(seats).filter(({ session, next }) => session && (next?.session != null) === ready)
    .length;
}

/** Begins to prepare a leg on another SFU than `from`, where the room is. */
export function decideBegin(
  state: RoomState,
  { from, standby = false }: { readonly from: string; readonly standby?: boolean },
  { now: at, sfus }: Context,
): Decision {
  const people = admitted(state.view.participants);
  const { move } = state;
  if (state.placement?.sfu !== from || people.length === 0) return nothing;
  if (move && (standby || !move.standby)) return nothing;
  const others = (sfus.open ?? [sfus.choice]).filter((name) => name !== null && name !== from);
  const sfu = others.find((name) => name !== null && fits(state, name, sfus));
  if (!sfu) {
    const full = others.length > 0 ? `: none has room for ${people.length} people` : '';
    return { ok: false, code: 'sfu-unavailable', message: `no other SFU can take this room${full}` };
  }
  const away = people.find((person) => !person.connected && takesPart(state, person));
  if (away && !standby) {
    const message = `the connection of ${away.id} is broken; the room moves once they are back or given up`;
    return { ok: false, code: 'sfu-unavailable', message };
  }
  // Its own version: above all placements so far, and no other event's.
  const leg = state.view.version + 1;
  return done({ type: 'migrating', at, sfu, leg, ...(standby ? { standby } : {}) });
}

export function decideSwitched(
  state: RoomState,
  participant: string,
  { leg, gapMs }: { readonly leg: number; readonly gapMs?: LegGaps | undefined },
  at: number,
): Decision {
  if (state.move?.leg !== leg) {
    if (state.placement?.version === leg) return nothing;
    return { ok: false, code: 'stale-leg', message: `leg ${leg} is not being prepared` };
  }
  if (state.seats[participant]?.next?.switched) return nothing;
  return done({ type: 'switched', at, participant, leg, ...(gapMs ? { gapMs } : {}) });
}

export function decideDrop(
  state: RoomState,
  { leg, reason }: { readonly leg: number; readonly reason: string },
  at: number,
): Decision {
  return state.move?.leg === leg ? done({ type: 'migration-dropped', at, leg, reason }) : nothing;
}

/** Who comes or goes in the middle makes it unclear who has what: the present leg is untouched, so it stays. */
function disturbance(state: RoomState, events: readonly LogEvent[]): string | undefined {
  const found = events.find(
    (event) => event.type === 'disconnected' || (event.type === 'connected' && event.generation > 1),
  );
  if (found?.type !== 'disconnected' && found?.type !== 'connected') return undefined;
  if ((state.seats[found.participant]?.session ?? null) === null) return undefined;
  return `the connection of ${found.participant} broke`;
}

/** What a decision means for a move that is under way: whoever decides the last step also ends the move. */
export function withMigration(state: RoomState, decision: Decision, { now: at }: Context): Decision {
  if (!decision.ok || decision.events.length === 0) return decision;
  if (!state.move && !decision.events.some(({ type }) => type === 'migrating')) return decision;
  const after = evolveAll(state, decision.events, noChat);
  const { move } = after;
  if (!move) return decision;
  const { leg } = move;
  const drop = (reason: string) => done(...decision.events, { type: 'migration-dropped', at, leg, reason });
  if (admitted(after.view.participants).length === 0) return drop('nobody is left');
  if (move.standby) return decision;
  const reason = disturbance(state, decision.events);
  if (reason !== undefined) return drop(reason);
  return unready(after).length > 0 ? decision : done(...decision.events, ...switchTo(after, at));
}
