import { expect, it } from 'vitest';
import { readParticipants, readVideoRooms } from './janus-message.ts';

it('finds our rooms in the answer to list, and passes over others', () => {
  const list = [
    { room: 1, description: 'team-7', num_participants: 2 },
    { room: 2, description: 'Room 2' },
    { room: 3 },
    { room: 4, description: '../x' },
  ];
  expect(readVideoRooms({ videoroom: 'success', list })).toEqual(['team-7']);
  for (const other of [undefined, null, {}, { list: 'x' }, { list: [1] }])
    expect(readVideoRooms(other)).toEqual([]);
});

it('counts who is in a room, and knows that there is none', () => {
  const answer = (participants: unknown) =>
    readParticipants({ videoroom: 'participants', room: 1, participants });
  expect([answer([]), answer([{ id: 1 }, { id: 2 }])]).toEqual([0, 2]);
  expect(readParticipants({ videoroom: 'event', error_code: 426, error: 'No such room' })).toBeNull();
  expect(readParticipants(undefined)).toBeNull();
});
