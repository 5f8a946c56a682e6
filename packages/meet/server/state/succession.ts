import { admitted, applyEvent, successor } from '@stoa/protocol';
import type { LogEvent, RoomEvent, RoomView } from '@stoa/protocol';
import type { Context, Decision } from './commands.ts';
import { isPublic } from './evolve.ts';
import type { RoomState } from './room-state.ts';

const noChat = { messages: 0, bytes: 0 };

function viewAfter({ view }: RoomState, events: readonly LogEvent[]): RoomView {
  return events.reduce((at, event) => (isPublic(event) ? applyEvent(at, event, noChat) : at), view);
}

/** Whoever decides that a host goes decides in the same append who follows: no version of a room is without one. */
export function withSuccession(state: RoomState, decision: Decision, { now }: Context): Decision {
  if (!decision.ok) return decision;
  const people = viewAfter(state, decision.events).participants;
  if (admitted(people).some((person) => person.role === 'host')) return decision;
  const next = successor(people);
  if (!next) return decision;
  const promoted = { type: 'role', at: now, participant: next.id, role: 'host', by: null } as const;
  return { ok: true, events: [...decision.events, promoted] };
}

/**
 * Somebody who is there takes over from a host whose connection broke longer ago than the grace; who was host comes
 * back as co-host.
 * @param events what is decided besides
 */
export function replaceAbsentHost(
  state: RoomState,
  events: readonly LogEvent[],
  { now, hostGraceMs }: Context,
): RoomEvent[] {
  if (hostGraceMs === undefined) return [];
  const people = viewAfter(state, events).participants;
  const host = people.find((person) => person.role === 'host');
  const brokenAt = host && !host.connected ? (state.seats[host.id]?.brokenAt ?? now) : now;
  if (now - brokenAt < hostGraceMs) return [];
  const next = successor(people.filter((person) => person.connected));
  return next ? [{ type: 'role', at: now, participant: next.id, role: 'host', by: null }] : [];
}
