export * from './platform.ts';
export * from './primitives.ts';
export * from './target.ts';
