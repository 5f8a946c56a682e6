export { createMemoryStore } from './memory-store.ts';
export { openStore } from './open-store.ts';
export type { Batch, Bus, Leases, RoomLog, RoomRead, Store, Written, OneTime } from './room-log.ts';
