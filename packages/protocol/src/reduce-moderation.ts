import type { RoomEvent } from './room-events.ts';
import type { ParticipantView, RoomSettings, RoomView } from './room-view.ts';

type Of<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>;

/** A new role. There is never a second host: the former one becomes co-host. */
export function applyRole(view: RoomView, { participant, role, at }: Of<'role'>): RoomView {
  const person = view.participants.find((p) => p.id === participant);
  if (!person || person.role === role) return view;
  const next = (p: ParticipantView): ParticipantView => {
    if (p.id === participant) return { ...p, role };
    return role === 'host' && p.role === 'host' ? { ...p, role: 'cohost' } : p;
  };
  if (person.role !== 'waiting') return { ...view, participants: view.participants.map(next) };
  // Being let in is joining: presence counts from there.
  const others = view.participants.filter((p) => p.id !== participant).map(next);
  return { ...view, participants: [...others, { ...person, role, joinedAt: at }] };
}

export function applyHand(view: RoomView, { participant, raised }: Of<'hand'>): RoomView {
  const there = view.participants.some((p) => p.id === participant);
  const others = view.hands.filter((id) => id !== participant);
  if (!raised || !there) return { ...view, hands: others };
  return view.hands.includes(participant) ? view : { ...view, hands: [...others, participant] };
}

export function applyChatDeleted(view: RoomView, { participant, id }: Of<'chat-deleted'>): RoomView {
  return { ...view, chat: view.chat.filter((m) => m.id !== id || m.participant !== participant) };
}

export function applyScreen(view: RoomView, { participant, state }: Of<'screen'>): RoomView {
  const next = ({ screen: _before, ...person }: ParticipantView): ParticipantView =>
    state === undefined ? person : { ...person, screen: state };
  return { ...view, participants: view.participants.map((p) => (p.id === participant ? next(p) : p)) };
}

export function applySettings(view: RoomView, event: Of<'settings'>): RoomView {
  const { locked, waitingRoom, passcode } = view.settings;
  const screenShare = event.screenShare ?? view.settings.screenShare;
  const settings: RoomSettings = {
    locked: event.locked ?? locked,
    waitingRoom: event.waitingRoom ?? waitingRoom,
    passcode: event.passcode ?? passcode,
    ...(screenShare === undefined ? {} : { screenShare }),
  };
  return { ...view, settings };
}
