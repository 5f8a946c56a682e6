import type { LogEvent } from '@stoa/protocol';

/** Part of a log: the events that lead from version `from` to `version`. */
export interface Batch {
  readonly from: number;
  readonly version: number;
  readonly events: readonly LogEvent[];
  /** The events as JSON with commas between them, where somebody had to make it anyway. */
  readonly json?: string;
}

export type RoomRead =
  /** There is no such room (never was, expired, or the store lost it). */
  | { readonly kind: 'none' }
  /** `batch.from` is the version that was asked for. */
  | { readonly kind: 'events'; readonly batch: Batch }
  /** The log no longer reaches back that far: a state (JSON; null = empty room) and what came after it. */
  | { readonly kind: 'snapshot'; readonly snapshot: string | null; readonly batch: Batch };

export type Written =
  | { readonly ok: true; readonly from: number; readonly version: number; readonly json?: string }
  /** Somebody else was quicker: the log is at `version`. */
  | { readonly ok: false; readonly version: number };

/**
 * Append-only logs of rooms, one version per event. A new room's versions start at the time of its making (ms since
 * the epoch), so that a room that expired and was made again, or was restored, never repeats a version.
 *
 * Every method may throw MEET_LOG_UNAVAILABLE within a bounded time. After such an `append` or `seed` it is not known
 * whether it was stored: read before deciding anything.
 */
export interface RoomLog {
  /** Stores the events if the log is at `expected`; 0 = the room must not exist. */
  append(room: string, expected: number, events: readonly LogEvent[]): Promise<Written>;
  /** What came after version `after`; 0 = everything there is. */
  read(room: string, after: number): Promise<RoomRead>;
  /** Folds everything up to `version` into a snapshot. */
  compact(room: string, version: number, snapshot: string): Promise<void>;
  /**
   * Puts a room back that the store lost, wholly or its newest part: the log must be at `expected`, and continues
   * above `known`, the version of the snapshot.
   */
  seed(room: string, expected: number, known: number, snapshot: string): Promise<Written>;
  /** Versions of rooms (0 = none); keeps those rooms from expiring. */
  heads(rooms: readonly string[]): Promise<number[]>;
  /** Was anything written to this room, and kept? */
  exists(room: string): Promise<boolean>;
  /** Lets an empty room expire soon. */
  release(room: string): Promise<void>;
  /**
   * Calls back when a log has grown, with what was added, or only with how far it is (`from` = `version`): then read.
   * Calls may be missed: also look at `heads`.
   */
  subscribe(room: string, onBatch: (batch: Batch) => void): () => void;
}

/** Who lives: a lease per backend. */
export interface Leases {
  renew(): Promise<void>;
  /** Gives the own lease back at once: others need not wait for it to run out. */
  drop(): Promise<void>;
  /** The backends among `names` that hold no lease. */
  dead(names: readonly string[]): Promise<string[]>;
}

/** Messages from backend to backend that need not be kept (mesh signalling). */
export interface Bus {
  send(backend: string, text: string): Promise<void>;
  onMessage(receive: (text: string) => void): void;
}

/** Small lists of texts by key that all backends see; for what concerns the platform and not one room. */
export interface Board {
  read(list: string): Promise<Readonly<Record<string, string>>>;
  write(list: string, key: string, text: string): Promise<void>;
  remove(list: string, key: string): Promise<void>;
  /** Removes the whole list. */
  clear(list: string): Promise<void>;
}

export type Appended =
  | { readonly ok: true; readonly version: number }
  /** Somebody else was quicker: the journal is at `version`. */
  | { readonly ok: false; readonly version: number };

/**
 * Append-only lists of texts that all backends see, for jobs that outlive the backend that does them. A journal's
 * version rises by one with each text; it is 0 without any.
 *
 * Both methods may throw MEET_LOG_UNAVAILABLE; it is not known then whether an `append` was stored.
 */
export interface Journals {
  /**
   * Stores the texts if the journal is at `expected`. `anew`: what was there before is forgotten, and versions go on
   * from `above` if that is more.
   */
  append(
    journal: string,
    expected: number,
    texts: readonly string[],
    anew?: { readonly above: number },
  ): Promise<Appended>;
  /** The texts after version `after`, or after `base` where older ones were forgotten. */
  read(journal: string, after: number): Promise<{ readonly base: number; readonly texts: readonly string[] }>;
}

/** Secrets that are good once, over all backends. */
export interface OneTime {
  /** @returns false when there is one of that name */
  keep(name: string, value: string, ms: number): Promise<boolean>;
  /** Undefined: never was, was taken, or is too old. */
  take(name: string): Promise<string | undefined>;
}

/** Where rooms live. */
export interface Store {
  readonly log: RoomLog;
  readonly leases: Leases;
  readonly bus: Bus;
  readonly board: Board;
  readonly journals: Journals;
  readonly oneTime: OneTime;
  /** false while the log cannot be reached. */
  readonly available: boolean;
  /** Called at each change of `available`. */
  onAvailable(changed: (available: boolean) => void): void;
  close(): Promise<void>;
}

/** The first version of a room's log: above everything an earlier room of that name can have had. */
export function firstVersion(now: number, known: number): number {
  return Math.max(now, known + 1);
}
