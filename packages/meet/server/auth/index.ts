export * from './authenticator.ts';
export * from './identity.ts';
