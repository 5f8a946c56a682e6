import type { Rooms } from '../rooms/index.ts';
import type { SfuPool } from '../sfu/index.ts';

/**
 * The rooms whose media an SFU carries: those that it names itself, whichever backends hold them, and those that this
 * backend knows to be there. A room may have gone since; its log says so.
 */
export async function roomsOn(pool: SfuPool, rooms: Rooms, sfu: string): Promise<string[]> {
  const named = await pool.videoRooms(sfu);
  const known = rooms.all().filter(({ state }) => state.placement?.sfu === sfu);
  const occupied = known.filter(({ state }) => state.view.participants.length > 0);
  return [...new Set([...named, ...occupied.map(({ id }) => id)])].sort();
}
