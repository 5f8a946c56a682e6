export { collectFacts } from './collect.ts';
export * from './conditions.ts';
export * from './explain.ts';
export type { ObjectStatus, StatusState } from './object-status.ts';
export { statusOf } from './status.ts';
