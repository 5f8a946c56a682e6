export * from './check/index.ts';
export * from './client/index.ts';
export * from './codec/index.ts';
export * from './credentials.ts';
export * from './turn-errors.ts';
export * from './url.ts';
