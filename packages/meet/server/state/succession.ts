import { admitted, applyEvent, successor } from '@stoa/protocol';
import type { Context, Decision } from './commands.ts';
import { isPublic } from './evolve.ts';
import type { RoomState } from './room-state.ts';

/** Whoever decides that a host goes decides in the same append who follows: no version of a room is without one. */
export function withSuccession(state: RoomState, decision: Decision, { now }: Context): Decision {
  if (!decision.ok) return decision;
  const after = decision.events.reduce(
    (view, event) => (isPublic(event) ? applyEvent(view, event, 0) : view),
    state.view,
  );
  const people = after.participants;
  if (admitted(people).some((person) => person.role === 'host')) return decision;
  const next = successor(people);
  if (!next) return decision;
  const promoted = { type: 'role', at: now, participant: next.id, role: 'host', by: null } as const;
  return { ok: true, events: [...decision.events, promoted] };
}
