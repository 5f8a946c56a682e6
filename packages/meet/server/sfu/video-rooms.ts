import type { Room, RoomChange } from '../rooms/index.ts';
import type { RoomState } from '../state/index.ts';
import { videoRoomNumber, type SfuPool } from './sfu-pool.ts';

interface Place {
  readonly sfu: string;
  /** The placement's number, or the leg's. */
  readonly number: number;
}

/** Where the room has media, or may have: at its present place, and where it prepares a leg. */
function placesOf({ placement, move }: RoomState): Place[] {
  return [
    ...(placement?.sfu ? [{ sfu: placement.sfu, number: placement.version }] : []),
    ...(move ? [{ sfu: move.sfu, number: move.leg }] : []),
  ];
}

/**
 * VideoRooms that are no longer used are removed, by whichever backends see it; the second finds nothing to do.
 * @param releaseMs how long a place that people went away from is left alone: other backends hear of it later
 */
export function removeVideoRooms(
  pool: SfuPool,
  { before, after }: RoomChange,
  room: Room,
  releaseMs: number,
): void {
  const left = after.view.participants.length === 0 && before.view.participants.length > 0;
  const used = left ? [] : placesOf(after);
  for (const { sfu, number } of placesOf(before)) {
    if (used.some((place) => place.number === number)) continue;
    const remove = () => void pool.removeVideoRoom(sfu, videoRoomNumber(room.id, number));
    if (left) remove();
    else setTimeout(remove, releaseMs).unref();
  }
}
