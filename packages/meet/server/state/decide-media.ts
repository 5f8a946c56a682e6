import type { LogEvent, ParticipantView } from '@stoa/protocol';
import type { Actor, Command, Decision } from './commands.ts';
import type { RoomState } from './room-state.ts';

type MediaCommand = Extract<Command, Actor & { type: 'session' | 'published' | 'unpublished' }>;

const nothing: Decision = { ok: true, events: [] };
const done = (...events: LogEvent[]): Decision => ({ ok: true, events });
const gone = (message: string): Decision => ({ ok: false, code: 'sfu-unavailable', message });

/** What a backend reports of a participant's media: on the present leg, or on the one that is being prepared. */
export function decideMedia(
  state: RoomState,
  person: ParticipantView,
  command: MediaCommand,
  at: number,
): Decision {
  return command.leg === undefined
    ? decidePresent(state, person, command, at)
    : decideNext(state, command, command.leg, at);
}

function decidePresent(
  state: RoomState,
  { id: participant, generation, published }: ParticipantView,
  command: MediaCommand,
  at: number,
): Decision {
  const seat = state.seats[participant];
  switch (command.type) {
    case 'session':
      if (state.placement?.sfu !== command.session.sfu) return gone('the room has moved to another SFU');
      return done({ type: 'sfu-session', at, participant, generation, ...command.session });
    case 'published':
      if (seat?.session?.feed !== command.feed) return gone('this publication was replaced');
      if (seat.feed === command.feed && published.join() === command.kinds.join()) return nothing;
      return done({ type: 'published', at, participant, kinds: [...command.kinds] });
    case 'unpublished':
      if (seat?.feed === null && published.length === 0) return nothing;
      return done({ type: 'unpublished', at, participant });
  }
}

function decideNext(state: RoomState, command: MediaCommand, leg: number, at: number): Decision {
  const { participant, generation } = command;
  const { move } = state;
  const next = state.seats[participant]?.next ?? null;
  if (move?.leg !== leg) return gone(`leg ${leg} is no longer being prepared`);
  switch (command.type) {
    case 'session':
      if (command.session.sfu !== move.sfu) return gone('this leg is on another SFU');
      return done({ type: 'sfu-session', at, participant, generation, leg, ...command.session });
    case 'published':
      if (next?.session?.feed !== command.feed) return gone('this publication was replaced');
      if (next.feed === command.feed && next.kinds.join() === command.kinds.join()) return nothing;
      return done({ type: 'leg-published', at, participant, leg, kinds: [...command.kinds] });
    case 'unpublished':
      return next && next.kinds.length > 0
        ? done({ type: 'leg-published', at, participant, leg, kinds: [] })
        : nothing;
  }
}
