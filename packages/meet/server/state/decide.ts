import { limits, type LogEvent, type RoomEvent } from '@stoa/protocol';
import type { Actor, Command, Context, Decision } from './commands.ts';
import type { RoomState } from './room-state.ts';
import { hasSaid } from './said.ts';

type Join = Extract<Command, { type: 'join' }>;
type Reap = Extract<Command, { type: 'reap' }>;

const nothing: Decision = { ok: true, events: [] };

function events(...list: LogEvent[]): Decision {
  return { ok: true, events: list };
}

/** A placement event where the room has none, is empty, or sits on an SFU that is gone while another is there. */
function placeForJoin(state: RoomState, context: Context): RoomEvent[] {
  const { placement, view } = state;
  const { up, choice } = context.sfus;
  const stays =
    placement !== null &&
    view.participants.length > 0 &&
    (placement.sfu === null || up.includes(placement.sfu) || choice === null);
  return stays ? [] : [{ type: 'placed', at: context.now, sfu: choice }];
}

function decideJoin(state: RoomState, command: Join, context: Context): Decision {
  const { participant, name, tokenHash, backend } = command;
  if (state.seats[participant]) return nothing;
  const placed = placeForJoin(state, context);
  const sfu = placed.length > 0 ? context.sfus.choice : (state.placement?.sfu ?? null);
  const most =
    sfu === null
      ? Math.min(context.meshParticipants ?? limits.meshParticipants, context.maxParticipants)
      : context.maxParticipants;
  if (state.view.participants.length >= most) {
    const why = sfu === null ? 'without an SFU more would overload the uplinks' : 'the room is at its limit';
    return { ok: false, code: 'room-full', message: `${most} people are in this room; ${why}` };
  }
  const at = context.now;
  return events(
    ...placed,
    { type: 'joined', at, participant, name },
    { type: 'token', at, participant, hash: tokenHash },
    { type: 'connected', at, participant, generation: 1, backend },
  );
}

function decideReap(state: RoomState, command: Reap, context: Context): Decision {
  const found: LogEvent[] = [];
  const broken = (id: string, generation: number) =>
    command.broken.some((actor) => actor.participant === id && actor.generation === generation);
  for (const { id, connected, generation } of state.view.participants) {
    const seat = state.seats[id];
    if (!seat) continue;
    if (connected && (command.dead.includes(seat.backend) || broken(id, generation))) {
      found.push({ type: 'disconnected', at: context.now, participant: id, generation });
    } else if (!connected && context.now - (seat.brokenAt ?? context.now) >= command.graceMs) {
      found.push({ type: 'left', at: context.now, participant: id, reason: 'timeout' });
    }
  }
  return events(...found);
}

/** What one participant's newest connection asks for. */
function decideAct(state: RoomState, command: Extract<Command, Actor>, context: Context): Decision {
  const { participant, generation } = command;
  const person = state.view.participants.find((p) => p.id === participant);
  const seat = state.seats[participant];
  const at = context.now;
  if (!person || !seat) {
    // Leaving twice is leaving.
    if (command.type === 'leave') return nothing;
    return { ok: false, code: 'not-joined', message: 'this participant has left the room' };
  }
  if (person.generation !== generation) {
    return { ok: false, code: 'not-allowed', message: 'a newer connection of this participant took over' };
  }
  switch (command.type) {
    case 'reconnect':
      if (person.connected) return nothing;
      return events({
        type: 'connected',
        at,
        participant,
        generation: generation + 1,
        backend: command.backend,
      });
    case 'leave':
      return events({ type: 'left', at, participant, reason: 'left' });
    case 'media':
      if (person.audio === command.audio && person.video === command.video) return nothing;
      return events({ type: 'media', at, participant, audio: command.audio, video: command.video });
    case 'chat':
      if (hasSaid(state.said, `${participant}/${command.id}`)) return nothing;
      return events({
        type: 'chat',
        at,
        participant,
        id: command.id,
        name: person.name,
        text: command.text,
      });
    case 'session':
      if (state.placement?.sfu !== command.session.sfu) {
        return { ok: false, code: 'sfu-unavailable', message: 'the room has moved to another SFU' };
      }
      return events({ type: 'sfu-session', at, participant, generation, ...command.session });
    case 'published':
      if (seat.session?.feed !== command.feed) {
        return { ok: false, code: 'sfu-unavailable', message: 'this publication was replaced' };
      }
      if (seat.feed === command.feed && person.published.join() === command.kinds.join()) return nothing;
      return events({ type: 'published', at, participant, kinds: [...command.kinds] });
    case 'unpublished':
      if (seat.feed === null && person.published.length === 0) return nothing;
      return events({ type: 'unpublished', at, participant });
  }
}

/** What a command does to a room: events to append, or why not. Pure; a repeated command gives no events. */
export function decide(state: RoomState, command: Command, context: Context): Decision {
  switch (command.type) {
    case 'join':
      return decideJoin(state, command, context);
    case 'resume': {
      const person = state.view.participants.find((p) => state.seats[p.id]?.tokenHash === command.tokenHash);
      if (!person) {
        return {
          ok: false,
          code: 'resume-refused',
          message: 'this place is not known, or no longer kept; join anew',
        };
      }
      return events({
        type: 'connected',
        at: context.now,
        participant: person.id,
        generation: person.generation + 1,
        backend: command.backend,
      });
    }
    case 'move': {
      const { up, choice } = context.sfus;
      const off = state.placement?.sfu === command.from && !up.includes(command.from);
      if (!off || choice === null) return nothing;
      return events({ type: 'placed', at: context.now, sfu: choice });
    }
    case 'reap':
      return decideReap(state, command, context);
    default:
      return decideAct(state, command, context);
  }
}
