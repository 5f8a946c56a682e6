export * from './room.ts';
export * from './rooms.ts';
