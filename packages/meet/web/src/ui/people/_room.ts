import { emptyRoom } from '@stoa/protocol';
import type { ParticipantView, Role, RoomView } from '@stoa/protocol';

/** For tests: somebody in a room, connected, with everything on. */
export function somebody(id: string, role: Role, change: Partial<ParticipantView> = {}): ParticipantView {
  const base = { connected: true, generation: 1, audio: true, video: true, published: [] };
  return { ...base, id, name: `name of ${id}`, joinedAt: 1, role, ...change };
}

/** For tests: a room with these people, in the order of joining. */
export function roomWith(participants: readonly ParticipantView[], change: Partial<RoomView> = {}): RoomView {
  return { ...emptyRoom('room'), version: 1, participants: [...participants], ...change };
}
