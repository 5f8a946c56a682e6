export * from './budgets.ts';
export * from './client-address.ts';
export type { PauseRule } from './guess-pauses.ts';
export * from './origin.ts';
