import { admitted, allowsOn, isModerator } from '@stoa/protocol';
import type { LogEvent, ParticipantView, RoomEvent } from '@stoa/protocol';
import type { Context, Decision, ModerationCommand } from './commands.ts';
import { freePlaces } from './places.ts';
import type { RoomState } from './room-state.ts';

type Of<T extends ModerationCommand['type']> = Extract<ModerationCommand, { type: T }>;

const nothing: Decision = { ok: true, events: [] };
const done = (...events: LogEvent[]): Decision => ({ ok: true, events });
const noSuch = (id: string): Decision => ({
  ok: false,
  code: 'no-such-participant',
  message: `${id} is not in this room`,
});
const refuse = (message: string): Decision => ({ ok: false, code: 'not-allowed', message });

function find(state: RoomState, id: string): ParticipantView | undefined {
  return state.view.participants.find((p) => p.id === id);
}

/** Somebody who has been let in. */
export function present(state: RoomState, id: string): ParticipantView | undefined {
  const person = find(state, id);
  return person?.role === 'waiting' ? undefined : person;
}

function decideRemoval(
  state: RoomState,
  me: ParticipantView,
  command: Of<'deny' | 'kick'>,
  { now: at }: Context,
): Decision {
  const person = find(state, command.target);
  if (!person) return noSuch(command.target);
  if (command.type === 'deny' && person.role !== 'waiting') {
    return refuse(`${person.name} is in the room already; kick would send them out`);
  }
  if (!allowsOn(me.role, command.type, person.role)) {
    return refuse(`${me.role} may not send a ${person.role} out`);
  }
  const reason = command.type === 'deny' ? 'denied' : 'kicked';
  const message = command.message === undefined ? {} : { message: command.message };
  return done({ type: 'left', at, participant: person.id, reason, ...message });
}

function decideAdmit(
  state: RoomState,
  me: ParticipantView,
  command: Of<'admit'>,
  context: Context,
): Decision {
  const person = find(state, command.target);
  if (!person) return noSuch(command.target);
  if (person.role !== 'waiting') return nothing;
  if (freePlaces(state, context) <= 0) {
    return { ok: false, code: 'room-full', message: 'nobody more fits in this room' };
  }
  return done({ type: 'role', at: context.now, participant: person.id, role: 'participant', by: me.id });
}

function decideMute(
  state: RoomState,
  me: ParticipantView,
  command: Of<'mute' | 'mute-all'>,
  { now: at }: Context,
): Decision {
  if (command.type === 'mute') {
    const person = present(state, command.target);
    if (!person) return noSuch(command.target);
    if (!allowsOn(me.role, 'mute', person.role)) return refuse(`${me.role} may not mute a ${person.role}`);
    return person.audio ? done({ type: 'muted', at, participant: person.id, by: me.id }) : nothing;
  }
  const loud = admitted(state.view.participants).filter((p) => p.audio && allowsOn(me.role, 'mute', p.role));
  return done(...loud.map((p): RoomEvent => ({ type: 'muted', at, participant: p.id, by: me.id })));
}

function decideSetRole(
  state: RoomState,
  me: ParticipantView,
  { target, role }: Of<'set-role'>,
  { now: at }: Context,
): Decision {
  const person = present(state, target);
  if (!person) return noSuch(target);
  if (person.role === role) return nothing;
  if (person.id === me.id) return refuse('hand the room over to somebody first');
  if (role === 'host' && !person.connected) return refuse(`${person.name} is not connected at the moment`);
  return done({ type: 'role', at, participant: target, role, by: me.id });
}

function decideWaitingRoom(
  state: RoomState,
  me: ParticipantView,
  { on }: Of<'waiting-room'>,
  context: Context,
): Decision {
  if (state.view.settings.waitingRoom === on) return nothing;
  const at = context.now;
  const waiting = on ? [] : state.view.participants.filter((p) => p.role === 'waiting');
  const fit = waiting.slice(0, Math.max(0, freePlaces(state, context)));
  return done(
    { type: 'settings', at, by: me.id, waitingRoom: on },
    ...fit.map((p): RoomEvent => ({ type: 'role', at, participant: p.id, role: 'participant', by: me.id })),
  );
}

function decideChatDelete(
  state: RoomState,
  me: ParticipantView,
  command: Of<'chat-delete'>,
  { now: at }: Context,
): Decision {
  const { author, message: id } = command;
  const found = state.view.chat.find((m) => m.id === id && m.participant === author);
  const hidden = found?.to !== undefined && found.to !== me.id && author !== me.id;
  if (!found || hidden) {
    return { ok: false, code: 'no-such-message', message: 'this message is not in the history' };
  }
  if (author !== me.id && !isModerator(me.role)) {
    return refuse('only moderators may delete messages of others');
  }
  const to = found.to === undefined ? {} : { to: found.to };
  return done({ type: 'chat-deleted', at, participant: author, id, by: me.id, ...to });
}

function decidePasscode(
  state: RoomState,
  me: ParticipantView,
  { passcode }: Of<'passcode'>,
  { now: at }: Context,
): Decision {
  if (passcode === null && state.passcode === null) return nothing;
  return done(
    { type: 'passcode', at, passcode },
    { type: 'settings', at, by: me.id, passcode: passcode !== null },
  );
}

function decideHand(
  state: RoomState,
  me: ParticipantView,
  { raised, target = me.id }: Of<'hand'>,
  { now: at }: Context,
): Decision {
  const person = present(state, target);
  if (!person) return noSuch(target);
  const own = person.id === me.id;
  if (!own && raised) return refuse('only their owner can raise a hand');
  if (!own && !allowsOn(me.role, 'hand', person.role)) {
    return refuse(`${me.role} may not lower the hand of a ${person.role}`);
  }
  if (state.view.hands.includes(person.id) === raised) return nothing;
  return done({ type: 'hand', at, participant: person.id, raised, ...(own ? {} : { by: me.id }) });
}

/** Who ends the room leaves like anybody else; the others are told why. */
function decideEnd({ view }: RoomState, me: ParticipantView, { now: at }: Context): Decision {
  const others = view.participants.filter((p) => p.id !== me.id);
  return done(...others.map((p): RoomEvent => ({ type: 'left', at, participant: p.id, reason: 'ended' })), {
    type: 'left',
    at,
    participant: me.id,
    reason: 'left',
  });
}

/** Roles, order and hands. The capability table has been asked before; here are the rules that need the room. */
export function decideModeration(
  state: RoomState,
  me: ParticipantView,
  command: ModerationCommand,
  context: Context,
): Decision {
  switch (command.type) {
    case 'permit':
      if (command.target === undefined || present(state, command.target)) return nothing;
      return noSuch(command.target);
    case 'hand':
      return decideHand(state, me, command, context);
    case 'chat-delete':
      return decideChatDelete(state, me, command, context);
    case 'admit':
      return decideAdmit(state, me, command, context);
    case 'deny':
    case 'kick':
      return decideRemoval(state, me, command, context);
    case 'mute':
    case 'mute-all':
      return decideMute(state, me, command, context);
    case 'set-role':
      return decideSetRole(state, me, command, context);
    case 'lock':
      if (state.view.settings.locked === command.locked) return nothing;
      return done({ type: 'settings', at: context.now, by: me.id, locked: command.locked });
    case 'waiting-room':
      return decideWaitingRoom(state, me, command, context);
    case 'passcode':
      return decidePasscode(state, me, command, context);
    case 'end-room':
      return decideEnd(state, me, context);
  }
}
