export { isPublic, type RoomChange } from './room-copy.ts';
export { Room } from './room.ts';
export { Rooms, type RoomsDeps } from './rooms.ts';
