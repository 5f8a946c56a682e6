import { StoaError } from '@stoa/toolkit/base';
import type { Rooms } from '../rooms/index.ts';
import type { Member } from './participants.ts';

/**
 * Leaving is never refused for want of the log: it is kept, and done as soon as the log is back, so that nobody stays
 * in a room as a ghost.
 * @returns the version without the participant; undefined while it is not written
 */
export async function leaveRoom(
  rooms: Rooms,
  { room, participant, generation }: Member,
): Promise<number | undefined> {
  const actor = { participant, generation };
  try {
    return (await room.execute({ type: 'leave', ...actor })).view.version;
  } catch (error) {
    const away = error instanceof StoaError && error.code === 'MEET_LOG_UNAVAILABLE';
    if (!away) throw error;
    rooms.leaveLater(room, actor);
    return undefined;
  }
}
