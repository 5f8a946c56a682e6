export * from './custom-kinds.ts';
export * from './object.ts';
export * from './values.ts';
