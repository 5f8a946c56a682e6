import { admitted, limits } from '@stoa/protocol';
import type { Context } from './commands.ts';
import type { RoomState } from './room-state.ts';

/** Most people in a room on that SFU; without one everybody's uplink carries a stream per person. */
export function mostPeople(
  sfu: string | null,
  { maxParticipants, meshParticipants = limits.meshParticipants }: Context,
): number {
  return sfu === null ? Math.min(meshParticipants, maxParticipants) : maxParticipants;
}

/** How many more can be let in. */
export function freePlaces(state: RoomState, context: Context): number {
  return mostPeople(state.placement?.sfu ?? null, context) - admitted(state.view.participants).length;
}
