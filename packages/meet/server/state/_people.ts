import type { LogEvent, Role } from '@stoa/protocol';
import type { Command, Context } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { emptyState, type RoomState } from './room-state.ts';

/** For tests: chat messages that a state keeps. */
export const keepChat = { messages: 50, bytes: 65_536 };

export function context(own: Partial<Context> = {}): Context {
  return { now: 1_000, maxParticipants: 6, sfus: { up: ['s0'], choice: 's0' }, ...own };
}

/** Carries a command out; throws when it is refused. */
export function run(state: RoomState, command: Command, own: Partial<Context> = {}): RoomState {
  const decision = decide(state, command, context(own));
  if (!decision.ok) throw new Error(`${decision.code}: ${decision.message}`);
  return evolveAll(state, decision.events, keepChat);
}

/** What became of a command: the error code, or the types of the events. */
export function outcome(state: RoomState, command: Command, own: Partial<Context> = {}): string {
  const decision = decide(state, command, context(own));
  return decision.ok ? decision.events.map((e: LogEvent) => e.type).join(' ') : decision.code;
}

export function join(participant: string, backend = 'm0'): Extract<Command, { type: 'join' }> {
  return { type: 'join', participant, name: participant, tokenHash: `hash-${participant}`, backend };
}

export const people = {
  host: 'p0000host',
  cohost: 'p000cohost',
  participant: 'p000member',
  waiting: 'p00waiting',
  other: 'p0000other',
} as const;

export const by = (participant: string, generation = 1) => ({ participant, generation });

export function roleOf(state: RoomState, id: string): Role | undefined {
  return state.view.participants.find((p) => p.id === id)?.role;
}

/** A room with one person of every role, one more participant, and the waiting room on. */
export function fullRoom(): RoomState {
  const { host, cohost, participant, waiting, other } = people;
  const inside = [host, cohost, participant, other].reduce((at, id) => run(at, join(id)), emptyState('r'));
  const steps: Command[] = [
    { type: 'set-role', ...by(host), target: cohost, role: 'cohost' },
    { type: 'waiting-room', ...by(host), on: true },
    join(waiting),
  ];
  return steps.reduce((at, command) => run(at, command), inside);
}
