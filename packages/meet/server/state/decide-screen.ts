import {
  limits,
  mayShare,
  outranks,
  type LogEvent,
  type ParticipantView,
  type ScreenState,
} from '@stoa/protocol';
import type { Context, Decision, ScreenCommand } from './commands.ts';
import type { RoomState } from './room-state.ts';

type Of<T extends ScreenCommand['type']> = Extract<ScreenCommand, { type: T }>;

const nothing: Decision = { ok: true, events: [] };
const refuse = (message: string): Decision => ({ ok: false, code: 'not-allowed', message });

function become(person: ParticipantView, state: ScreenState | undefined, by: string, at: number): Decision {
  if (person.screen === state) return nothing;
  const event: LogEvent = { type: 'screen', at, participant: person.id, state, by };
  return { ok: true, events: [event] };
}

function decideScreen({ view }: RoomState, me: ParticipantView, { on }: Of<'screen'>, at: number): Decision {
  if (!on) return become(me, undefined, me.id, at);
  if (me.screen === 'sharing') return nothing;
  if (!mayShare(view.settings.screenShare, me)) {
    return refuse('sharing a screen has to be allowed by a moderator of this room');
  }
  const sharing = view.participants.filter((p) => p.screen === 'sharing').length;
  if (sharing >= limits.screens) {
    return refuse(`${sharing} people share their screens already; one of them has to stop first`);
  }
  return become(me, 'sharing', me.id, at);
}

function decideRequest({ view }: RoomState, me: ParticipantView, at: number): Decision {
  const { screenShare } = view.settings;
  if (me.screen !== undefined || mayShare(screenShare, me)) return nothing;
  if (screenShare === 'moderators') return refuse('only moderators share their screens in this room');
  return become(me, 'asked', me.id, at);
}

function decideTarget(
  { view }: RoomState,
  me: ParticipantView,
  { type, target }: Of<'screen-allow' | 'screen-deny'>,
  at: number,
): Decision {
  const person = view.participants.find((p) => p.id === target && p.role !== 'waiting');
  if (!person) return { ok: false, code: 'no-such-participant', message: `${target} is not in this room` };
  if (type === 'screen-allow')
    return person.screen === 'asked' ? become(person, 'allowed', me.id, at) : nothing;
  if (person.screen !== undefined && person.id !== me.id && !outranks(me.role, person.role)) {
    return refuse(`${me.role} may not stop the screen of a ${person.role}`);
  }
  return become(person, undefined, me.id, at);
}

/** Sharing of screens. The capability table has been asked before. */
export function decideScreens(
  state: RoomState,
  me: ParticipantView,
  command: ScreenCommand,
  { now: at }: Context,
): Decision {
  switch (command.type) {
    case 'screen':
      return decideScreen(state, me, command, at);
    case 'screen-request':
      return decideRequest(state, me, at);
    case 'screen-allow':
    case 'screen-deny':
      return decideTarget(state, me, command, at);
    case 'screen-policy': {
      const { policy: screenShare } = command;
      if ((state.view.settings.screenShare ?? 'everyone') === screenShare) return nothing;
      return { ok: true, events: [{ type: 'settings', at, by: me.id, screenShare }] };
    }
  }
}
