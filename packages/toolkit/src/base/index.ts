export * from './base-errors.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './exec.ts';
export * from './files.ts';
export * from './redact.ts';
export * from './retry.ts';
export * from './time.ts';
