export * from './object.ts';
export * from './values.ts';
