export * from './app.ts';
export * from './listeners.ts';
