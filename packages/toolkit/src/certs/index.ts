export { alternativeNames, expiresSoon, renewalReason } from './check.ts';
export { issueCertificate, makeAuthority } from './make.ts';
export type { PemPair } from './pem-pair.ts';
