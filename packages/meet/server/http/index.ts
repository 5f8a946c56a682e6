export * from './app.ts';
export * from './listeners.ts';
export * from './origin.ts';
