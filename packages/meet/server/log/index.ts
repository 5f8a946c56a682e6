export { createMemoryStore } from './memory-store.ts';
export { openStore } from './open-store.ts';
export type { Batch, Board, Bus, Leases, OneTime, RoomLog, RoomRead, Store, Written } from './room-log.ts';
