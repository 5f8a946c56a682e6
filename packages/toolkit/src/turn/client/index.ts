export { stunCodeOf } from './responses.ts';
export * from './retransmit.ts';
export type { ClientCredentials } from './session.ts';
export { openTcp, openTls } from './stream.ts';
export { tlsVerdict } from './tls-errors.ts';
export { resolveHost, type ConnectOptions, type TlsOptions } from './transport.ts';
export * from './turn-client.ts';
