export * from './commands.ts';
export * from './decide-all.ts';
export * from './decide.ts';
export * from './due-move.ts';
export * from './evolve.ts';
export * from './project.ts';
export * from './room-state.ts';
export { comingTo, roomFor } from './migration.ts';
