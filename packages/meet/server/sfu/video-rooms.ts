import { setTimeout as sleep } from 'node:timers/promises';
import type { Room, RoomChange } from '../rooms/index.ts';
import type { RoomState } from '../state/index.ts';
import { readParticipants } from './janus-message.ts';
import { plugin } from './janus-session.ts';
import { videoRoomNumber, type Sfu, type SfuPool } from './sfu-pool.ts';

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
    const remove = () => removeVideoRoom(pool.get(sfu), videoRoomNumber(room.id, number));
    if (left) void remove();
    else setTimeout(() => void remove(), releaseMs).unref();
  }
}

/** Sessions of people who never came back are reaped by Janus within this time (`session_timeout`), ms. */
const reapedMs = 65_000;
const firstLookMs = 50;
const longestPauseMs = 2_000;

/**
 * Removes a VideoRoom once nobody is left in it. Janus 1.1 closes the connections of those who are when a room is
 * destroyed, and crashed with all its calls when one of them was going in that very moment.
 */
async function removeVideoRoom(sfu: Sfu | undefined, number: number): Promise<void> {
  if (!sfu) return;
  const ask = async (request: object): Promise<unknown> =>
    (await sfu.admin.request({ janus: 'message_plugin', plugin, request }))['response'];
  const until = performance.now() + reapedMs;
  try {
    for (let pauseMs = firstLookMs; sfu.admin.up; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      const people = readParticipants(await ask({ request: 'listparticipants', room: number }));
      // Another backend was quicker.
      if (people === null || performance.now() > until) return;
      // The handle of whoever was just here ends a moment later.
      await sleep(pauseMs, undefined, { ref: false });
      if (people === 0) break;
    }
    await ask({ request: 'destroy', room: number, secret: sfu.roomSecret(number) });
  } catch {
    // The SFU is gone, and its rooms with it.
  }
}
