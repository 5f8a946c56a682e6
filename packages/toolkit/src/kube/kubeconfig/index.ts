export * from './access.ts';
export { loadAccess, type LoadAccessOptions } from './load.ts';
export { inClusterAccess } from './in-cluster.ts';
