export * from './authenticator.ts';
export * from './identity.ts';
export * from './key-times.ts';
export type { SignIn } from './oidc.ts';
