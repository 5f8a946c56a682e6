export * from './app.ts';
export * from './connection-test.ts';
export * from './listeners.ts';
