import { expect, it } from 'vitest';
import { readVideoRooms } from './janus-message.ts';

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
