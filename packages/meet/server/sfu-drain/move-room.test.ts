import { expect, test } from 'vitest';
import { createMemoryStore } from '../log/index.ts';
import { Room, type Rooms } from '../rooms/index.ts';
import { moveRoom } from './move-room.ts';

const ann = { participant: 'p00000000', generation: 1 };
const session = (sfu: string, feed: number) => ({ sfu, session: feed, publisher: 2, subscriber: 3, feed });

/** Somebody in a call on s0, of whose room the log keeps `compactAfter` events at most. */
async function calling(compactAfter: number): Promise<{ rooms: Rooms; room: Room }> {
  const { log } = createMemoryStore();
  const room = new Room('r', {
    log,
    available: () => true,
    context: () => ({
      now: Date.now(),
      maxParticipants: 10,
      sfus: { up: ['s0', 's1'], choice: 's0', open: ['s0', 's1'] },
    }),
    keepChat: { messages: 10, bytes: 1_000 },
    compactAfter,
    commandMs: 500,
    onAppend: () => {},
  });
  await room.execute({ type: 'join', ...ann, name: 'Ann', tokenHash: 'ann', backend: 'm0' });
  await room.execute({ type: 'session', ...ann, session: session('s0', 10) });
  await room.execute({ type: 'published', ...ann, feed: 10, kinds: ['audio'] });
  const eventsAfter = async (_id: string, version: number) => {
    const read = await log.read('r', version);
    return read.kind === 'none' ? [] : read.batch.events;
  };
  const use = (_id: string, work: (one: Room) => Promise<unknown>) => work(room);
  return { rooms: { use, eventsAfter } as unknown as Rooms, room };
}

/** Ann's media comes up on the next leg, and she says so. */
async function follow(room: Room): Promise<void> {
  const leg = room.state.move?.leg;
  if (leg === undefined) throw new Error('the room is not on its way');
  await room.execute({ type: 'session', ...ann, session: session('s1', 20), leg });
  await room.execute({ type: 'published', ...ann, feed: 20, kinds: ['audio'], leg });
  await room.execute({ type: 'switched', ...ann, leg, gapMs: { audio: 21, video: null } });
}

test.each([
  ['whole', 500],
  ['folded after every event', 1],
])('who was taken along is told, though the log is %s', async (_how, compactAfter) => {
  const { rooms, room } = await calling(compactAfter);
  const moved = moveRoom(rooms, 'r', {
    sfu: 's0',
    since: 0,
    waitMs: 5_000,
    signal: new AbortController().signal,
    leave: new AbortController().signal,
  });
  await expect.poll(() => room.state.move?.sfu).toBe('s1');
  await follow(room);
  expect(await moved).toMatchObject({
    outcome: 'moved',
    to: 's1',
    participants: [{ participant: ann.participant, audio: 21, video: null }],
  });
});
