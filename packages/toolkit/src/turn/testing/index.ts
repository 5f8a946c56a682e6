export * from './check-in-netns.ts';
export * from './check-one.ts';
export * from './coturn.ts';
export * from './nat.ts';
export * from './pki.ts';
export * from './ports.ts';
export * from './turnadmin.ts';
export * from './udp-proxy.ts';
