export { createMemoryStore } from './memory-store.ts';
export { openStore } from './open-store.ts';
export type {
  Batch,
  Board,
  Bus,
  Journals,
  Leases,
  OneTime,
  RoomLog,
  RoomRead,
  Store,
  Written,
} from './room-log.ts';
