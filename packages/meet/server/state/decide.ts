import { allows } from '@stoa/protocol';
import type { Capability, LogEvent, ParticipantView, RoomEvent } from '@stoa/protocol';
import type { Actor, Command, Context, Decision } from './commands.ts';
import { decideMedia } from './decide-media.ts';
import { decideModeration, present } from './decide-moderation.ts';
import { decideScreens } from './decide-screen.ts';
import { decideEntry, stepDown } from './entry.ts';
import { decideBegin, decideDrop, decideSwitched, leaveGone, withMigration } from './migration.ts';
import { mostPeople } from './places.ts';
import type { RoomState } from './room-state.ts';
import { replaceAbsentHost, withSuccession } from './succession.ts';
import { hasSaid, saidKey } from './said.ts';

type Join = Extract<Command, { type: 'join' }>;
type Reap = Extract<Command, { type: 'reap' }>;

/** After these there may be nobody to run the room. */
const roleEvents: ReadonlySet<string> = new Set(['joined', 'left', 'role']);

const nothing: Decision = { ok: true, events: [] };

function events(...list: LogEvent[]): Decision {
  return { ok: true, events: list };
}

/** A placement event where the room has none, is empty, or sits on an SFU that is gone while another is there. */
function placeForJoin(state: RoomState, context: Context): LogEvent[] {
  const { placement, view } = state;
  const { up, choice } = context.sfus;
  if (placement === null || view.participants.length === 0) {
    return [{ type: 'placed', at: context.now, sfu: choice }];
  }
  return placement.sfu === null || up.includes(placement.sfu) ? [] : leaveGone(state, context);
}

function settingsOfNewRoom(state: RoomState, { now: at, waitingRoom }: Context): RoomEvent[] {
  const isNew = state.placement === null;
  return isNew && waitingRoom ? [{ type: 'settings', at, by: null, waitingRoom }] : [];
}

function decideJoin(state: RoomState, command: Join, context: Context): Decision {
  const { participant, name, tokenHash, backend, identity = {} } = command;
  if (state.seats[participant]) return nothing;
  const placed = placeForJoin(state, context);
  const [place] = placed;
  const sfu = place?.type === 'placed' ? place.sfu : (state.placement?.sfu ?? null);
  if (placed.length > 0 && sfu === null && context.sfus.up.length > 0) {
    const message = 'every SFU is cordoned or full; no new room can be made';
    return { ok: false, code: 'sfu-unavailable', message };
  }
  const most = mostPeople(sfu, context);
  const entry = decideEntry(state, command);
  if (!entry.ok) return entry;
  const { role } = entry;
  const waits = role === 'waiting';
  const alike = state.view.participants.filter((p) => (p.role === 'waiting') === waits);
  if (alike.length >= (waits ? context.maxParticipants : most)) {
    const why = sfu === null ? 'without an SFU more would overload the uplinks' : 'the room is at its limit';
    const where = waits ? 'wait for this room' : 'are in this room';
    return { ok: false, code: 'room-full', message: `${alike.length} people ${where}; ${why}` };
  }
  const at = context.now;
  return events(
    ...placed,
    ...settingsOfNewRoom(state, context),
    ...stepDown(state, role, at),
    { type: 'joined', at, participant, name, ...(role === 'participant' ? {} : { role }) },
    { type: 'token', at, participant, hash: tokenHash, ...identity },
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
  return events(...found, ...replaceAbsentHost(state, found, context));
}

function decideChat(
  state: RoomState,
  { id: participant, name }: ParticipantView,
  { id, text, to }: Extract<Command, { type: 'chat' }>,
  at: number,
): Decision {
  if (hasSaid(state.said, saidKey({ participant, id }))) return nothing;
  if (to !== undefined && (to === participant || !present(state, to))) {
    return { ok: false, code: 'no-such-participant', message: `${to} is not somebody else in this room` };
  }
  const target = to === undefined ? {} : { to };
  return events({ type: 'chat', at, participant, id, name, text, ...target });
}

/** The entry of the table that a command falls under; null: the backend's own doing. */
function capabilityOf(command: Extract<Command, Actor>): Capability | null {
  switch (command.type) {
    case 'reconnect':
      return null;
    case 'session':
    case 'published':
      return 'publish';
    case 'unpublished':
      return 'unpublish';
    case 'switched':
      return 'leg-ready';
    case 'permit':
      return command.capability;
    default:
      return command.type;
  }
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
  const capability = capabilityOf(command);
  if (capability && !allows(person.role, capability)) {
    return { ok: false, code: 'not-allowed', message: `${capability} is not for the role ${person.role}` };
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
      return decideChat(state, person, command, at);
    case 'session':
    case 'published':
    case 'unpublished':
      return decideMedia(state, person, command, at);
    case 'switched':
      return decideSwitched(state, participant, command, at);
    case 'screen':
    case 'screen-request':
    case 'screen-allow':
    case 'screen-deny':
    case 'screen-policy':
      return decideScreens(state, person, command, context);
    default:
      return decideModeration(state, person, command, context);
  }
}

/** What a command does to a room by itself: the host's succession comes on top. */
function decideAlone(state: RoomState, command: Command, context: Context): Decision {
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
      const off = state.placement?.sfu === command.from && !context.sfus.up.includes(command.from);
      return off ? events(...leaveGone(state, context)) : nothing;
    }
    case 'begin':
      return decideBegin(state, command, context);
    case 'drop':
      return decideDrop(state, command, context.now);
    case 'reap':
      return decideReap(state, command, context);
    default:
      return decideAct(state, command, context);
  }
}

/** What a command does to a room: events to append, or why not. Pure; a repeated command gives no events. */
export function decide(state: RoomState, command: Command, context: Context): Decision {
  const decision = decideAlone(state, command, context);
  const touchesRoles =
    command.type === 'reap' || (decision.ok && decision.events.some(({ type }) => roleEvents.has(type)));
  return withMigration(state, touchesRoles ? withSuccession(state, decision, context) : decision, context);
}
