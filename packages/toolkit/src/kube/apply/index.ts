export * from './apply-set.ts';
export * from './destroy-set.ts';
export * from './events.ts';
export { planSet } from './plan-set.ts';
export * from './restart-set.ts';
export * from './rollback-set.ts';
