export type { RoomChange } from './room-copy.ts';
export { Room, type RoomDeps } from './room.ts';
export { Rooms, type RoomsDeps } from './rooms.ts';
