export * from './evidence-errors.ts';
export * from './evidence.ts';
