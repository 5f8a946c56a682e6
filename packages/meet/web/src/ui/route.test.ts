import { expect, test } from 'vitest';
import { normaliseRoom, roomPath, routeOf } from './route.ts';

test('rooms have their own address', () => {
  expect(routeOf(roomPath('team-1'))).toEqual({ page: 'room', room: 'team-1' });
  expect(routeOf('/r/Team-1/')).toEqual({ page: 'room', room: 'team-1' });
  expect(routeOf('/signed-in')).toEqual({ page: 'signed-in' });
  expect(routeOf('/')).toEqual({ page: 'landing' });
  expect(routeOf('/elsewhere')).toEqual({ page: 'landing' });
});

test('what cannot be a room name is said, not joined', () => {
  expect(routeOf('/r/%3Cscript%3E')).toEqual({ page: 'bad-room' });
  expect(normaliseRoom('  Monday meeting ')).toBe('monday-meeting');
  expect(normaliseRoom('-x')).toBeNull();
  expect(normaliseRoom('')).toBeNull();
  expect(normaliseRoom('a'.repeat(65))).toBeNull();
});
