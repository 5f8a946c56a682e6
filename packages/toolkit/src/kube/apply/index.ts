export * from './apply-set.ts';
export * from './destroy-set.ts';
export * from './events.ts';
export * from './rollback-set.ts';
