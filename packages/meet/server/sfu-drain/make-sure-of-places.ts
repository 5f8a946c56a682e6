import { admitted } from '@stoa/protocol';
import { meetErrors } from '../errors.ts';
import type { Rooms } from '../rooms/index.ts';
import type { SfuPool } from '../sfu/index.ts';
import { roomFor } from '../state/index.ts';
import { planPlaces, type Guest } from './plan-places.ts';
import { roomsOn } from './rooms-on.ts';

/**
 * Can the other SFUs take all rooms of one? Looked at before anything is moved.
 * @throws MEET_SFU_NO_ROOM with what is missing in `details`, MEET_SFU_UNAVAILABLE, MEET_LOG_UNAVAILABLE
 */
export async function makeSureOfPlaces(pool: SfuPool, rooms: Rooms, sfu: string): Promise<void> {
  await pool.look();
  const others = pool.open().filter((name) => name !== sfu);
  if (others.length === 0) {
    throw meetErrors.make('MEET_SFU_NO_ROOM', `no other SFU can take the rooms of ${sfu}`, {
      hint: 'start another one, or uncordon one that can be reached',
    });
  }
  const limits = pool.free();
  const free = Object.fromEntries(others.map((name) => [name, limits[name] ?? Infinity]));
  if (Object.values(free).includes(Infinity)) return;
  const found = await roomsOn(pool, rooms, sfu);
  const guests = await Promise.all(found.map((room) => guestOf(rooms, room, { sfu, others })));
  const shortage = planPlaces(guests.flat(), free);
  if (!shortage) return;
  const { needs, has, left } = shortage;
  const names = left.slice(0, 3).map(({ room, people }) => `${room} (${people})`);
  const more = left.length > names.length ? ` and ${left.length - names.length} more` : '';
  throw meetErrors.make(
    'MEET_SFU_NO_ROOM',
    `the rooms of ${sfu} need ${needs} places, and the other SFUs have ${has} free: none for ${names.join(', ')}${more}`,
    {
      hint: 'nothing was moved; start another SFU, raise sfu.maxParticipants, or wait until fewer people are there',
      details: { needs, has, rooms: left.map(({ room }) => room) },
    },
  );
}

function guestOf(
  rooms: Rooms,
  id: string,
  { sfu, others }: { readonly sfu: string; readonly others: readonly string[] },
): Promise<Guest[]> {
  return rooms.use(id, async (room) => {
    await room.catchUp();
    const { state } = room;
    if (state.placement?.sfu !== sfu) return [];
    const none = Object.fromEntries(others.map((name) => [name, 0]));
    const reserved = Object.fromEntries(others.map((name) => [name, roomFor(state, name, none)]));
    return [{ room: id, people: admitted(state.view.participants).length, reserved }];
  });
}
