import type { LogEvent } from '@stoa/protocol';
import { createMemoryJournals } from './memory-journals.ts';
import {
  firstVersion,
  type Batch,
  type Board,
  type OneTime,
  type RoomLog,
  type RoomRead,
  type Store,
  type Written,
} from './room-log.ts';

interface Kept {
  base: number;
  snapshot: string | null;
  events: LogEvent[];
  version: number;
}

type Listener = (batch: Batch) => void;

/** Logs in this process: they end with it, and no other backend sees them. */
class MemoryLog implements RoomLog {
  readonly #rooms = new Map<string, Kept>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #now: () => number;
  /** Keeps versions rising for a name whose room was released and made again within a millisecond. */
  #highest = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  #tell(room: string, batch: Batch): void {
    this.#highest = Math.max(this.#highest, batch.version);
    for (const listener of this.#listeners.get(room) ?? []) listener(batch);
  }

  async append(room: string, expected: number, events: readonly LogEvent[]): Promise<Written> {
    const version = this.#rooms.get(room)?.version ?? 0;
    if (version !== expected) return { ok: false, version };
    let kept = this.#rooms.get(room);
    if (!kept) {
      const base = firstVersion(this.#now(), this.#highest);
      kept = { base, snapshot: null, events: [], version: base };
      this.#rooms.set(room, kept);
    }
    const from = kept.version;
    kept.events.push(...events);
    kept.version += events.length;
    this.#tell(room, { from, version: kept.version, events });
    return { ok: true, from, version: kept.version };
  }

  async read(room: string, after: number): Promise<RoomRead> {
    const kept = this.#rooms.get(room);
    if (!kept) return { kind: 'none' };
    const { base, version, snapshot, events } = kept;
    if (after >= base && after <= version) {
      return { kind: 'events', batch: { from: after, version, events: events.slice(after - base) } };
    }
    return { kind: 'snapshot', snapshot, batch: { from: base, version, events: [...events] } };
  }

  async compact(room: string, version: number, snapshot: string): Promise<void> {
    const kept = this.#rooms.get(room);
    if (!kept || version <= kept.base || version > kept.version) return;
    kept.events = kept.events.slice(version - kept.base);
    kept.base = version;
    kept.snapshot = snapshot;
  }

  async seed(room: string, expected: number, known: number, snapshot: string): Promise<Written> {
    const at = this.#rooms.get(room)?.version ?? 0;
    if (at !== expected) return { ok: false, version: at };
    const version = firstVersion(this.#now(), known);
    this.#rooms.set(room, { base: version, version, snapshot, events: [] });
    this.#tell(room, { from: version, version, events: [] });
    return { ok: true, from: version, version };
  }

  async heads(rooms: readonly string[]): Promise<number[]> {
    return rooms.map((room) => this.#rooms.get(room)?.version ?? 0);
  }

  async exists(room: string): Promise<boolean> {
    return this.#rooms.has(room);
  }

  async release(room: string): Promise<void> {
    this.#rooms.delete(room);
  }

  subscribe(room: string, onBatch: Listener): () => void {
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(onBatch));
    return () => {
      listeners.delete(onBatch);
      if (listeners.size === 0 && this.#listeners.get(room) === listeners) this.#listeners.delete(room);
    };
  }
}

function createMemoryBoard(): Board {
  const lists = new Map<string, Map<string, string>>();
  return {
    read: async (list) => Object.fromEntries(lists.get(list) ?? []),
    write: async (list, key, text) => {
      lists.set(list, (lists.get(list) ?? new Map<string, string>()).set(key, text));
    },
    remove: async (list, key) => void lists.get(list)?.delete(key),
    clear: async (list) => void lists.delete(list),
  };
}

/** Most secrets that wait to be taken; beyond it the oldest goes. */
const mostSecrets = 10_000;

function createOneTime(now: () => number): OneTime {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  return {
    keep: async (name, value, ms) => {
      for (const [old, { until }] of kept) {
        if (until > now() && kept.size < mostSecrets) break;
        kept.delete(old);
      }
      if (kept.has(name)) return false;
      kept.set(name, { value, until: now() + ms });
      return true;
    },
    take: async (name) => {
      const found = kept.get(name);
      kept.delete(name);
      return found && found.until > now() ? found.value : undefined;
    },
  };
}

/** The store of a single backend without Redis: always there, and gone with the process. */
export function createMemoryStore(now: () => number = Date.now): Store {
  const receivers: ((text: string) => void)[] = [];
  return {
    log: new MemoryLog(now),
    leases: { renew: async () => {}, drop: async () => {}, dead: async () => [] },
    board: createMemoryBoard(),
    journals: createMemoryJournals(),
    bus: {
      send: async (_backend, text) => receivers.forEach((receive) => receive(text)),
      onMessage: (receive) => void receivers.push(receive),
    },
    oneTime: createOneTime(now),
    available: true,
    onAvailable: () => {},
    close: async () => {},
  };
}
