export * from './ids.ts';
export * from './limits.ts';
export * from './messages.ts';
export * from './room-events.ts';
export * from './room-reducer.ts';
export * from './room-view.ts';
export * from './report.ts';
