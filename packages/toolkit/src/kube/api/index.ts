export type { EvictOptions } from './_evict.ts';
export type { ExecOptions } from './_exec.ts';
export * from './client.ts';
export type { ObjectList } from './_list.ts';
export type { LogOptions } from './_logs.ts';
export { isCode } from './is-code.ts';
export type { WatchEvent, WatchOptions } from './_watch.ts';
export type { Discovery, ResourceInfo } from './discovery.ts';
export * from './options.ts';
