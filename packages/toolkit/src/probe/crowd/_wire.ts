import type { CallOptions } from '../call/index.ts';
import type { RoomWindow } from './room-window.ts';

/** Messages between a crowd and the processes of its rooms. */
export interface OpenRoom {
  readonly type: 'open';
  readonly id: number;
  readonly options: Omit<CallOptions, 'signal'>;
  /** How often everybody says something, ms; null = never. */
  readonly talkMs: number | null;
}

export type ToRoom = OpenRoom | { readonly type: 'mark' | 'look' | 'close'; readonly id: number };

export interface FromRoom {
  readonly id: number;
  readonly problem?: string;
  readonly window?: RoomWindow;
}

/** `Omit` that keeps the members of a union apart. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type Order = WithoutId<ToRoom>;
