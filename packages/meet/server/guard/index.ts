export * from './budgets.ts';
export * from './client-address.ts';
export * from './origin.ts';
export * from './rates.ts';
