export * from './memory-store.ts';
export * from './room-log.ts';
export * from './open-store.ts';
