import { randomBytes } from 'node:crypto';
import type { LogEvent } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Settings } from '../settings.ts';
import { createJournals } from './redis-journals.ts';
import { RedisLink } from './redis-link.ts';
import { appendScript, compactScript, readScript, seedScript } from './redis-scripts.ts';
import type { Batch, Board, Bus, Leases, OneTime, RoomLog, RoomRead, Store, Written } from './room-log.ts';

type RedisConfig = Extract<BackendConfig['log'], { kind: 'redis' }>;
type Reply = readonly [stored: number, from: string, version: string];

export interface RedisStoreOptions {
  readonly config: RedisConfig;
  /** Name of this backend: its lease and the channel where messages for it arrive. */
  readonly backend: string;
  readonly settings: Settings;
}

/** Names of keys and channels. Braces keep a room's keys in one slot of a Redis cluster. */
function names(prefix: string) {
  return {
    keys: (room: string) => ['head', 'events', 'snapshot'].map((part) => `${prefix}room:{${room}}:${part}`),
    roomChannel: `${prefix}room-events:`,
    backendChannel: `${prefix}backend:`,
    lease: (backend: string) => `${prefix}lease:${backend}`,
  };
}

function parseEvents(texts: readonly string[]): LogEvent[] {
  return texts.map((text) => JSON.parse(text) as LogEvent);
}

function written([stored, from, version]: Reply): Written {
  return stored === 1
    ? { ok: true, from: Number(from), version: Number(version) }
    : { ok: false, version: Number(version) };
}

class RedisLog implements RoomLog {
  readonly #link: RedisLink;
  readonly #names: ReturnType<typeof names>;
  readonly #settings: Settings;
  readonly #writer: string;
  /** How notices of what this process wrote begin. */
  readonly #mine: string;
  readonly #listeners = new Map<string, Set<(batch: Batch) => void>>();
  /** When the rooms here were last kept from expiring. */
  #keptAt = 0;

  constructor(link: RedisLink, prefix: string, settings: Settings, writer: string) {
    this.#link = link;
    this.#names = names(prefix);
    this.#settings = settings;
    this.#writer = writer;
    this.#mine = `{"by":"${writer}",`;
  }

  async append(room: string, expected: number, events: readonly LogEvent[]): Promise<Written> {
    const { roomLifeMs } = this.#settings;
    const channel = this.#names.roomChannel + room;
    const texts = events.map((event) => JSON.stringify(event));
    const json = texts.join(',');
    const lengths = texts.map((text) => Buffer.byteLength(text)).join(' ');
    const args = [String(expected), String(roomLifeMs), channel, this.#writer, json, lengths];
    const outcome = written(await this.#link.run<Reply>(appendScript, this.#names.keys(room), args));
    return outcome.ok ? { ...outcome, json } : outcome;
  }

  async read(room: string, after: number): Promise<RoomRead> {
    type Found = readonly [version: string, base: string, snapshot: string, events: readonly string[]];
    const found = await this.#link.run<Found>(readScript, this.#names.keys(room), [String(after)]);
    const [version, base, snapshot] = [Number(found[0]), Number(found[1]), found[2]];
    if (version === 0) return { kind: 'none' };
    const events = parseEvents(found[3]);
    if (after >= base && after <= version) return { kind: 'events', batch: { from: after, version, events } };
    return {
      kind: 'snapshot',
      snapshot: snapshot === '' ? null : snapshot,
      batch: { from: base, version, events },
    };
  }

  async compact(room: string, version: number, snapshot: string): Promise<void> {
    const args = [String(version), snapshot, String(this.#settings.roomLifeMs)];
    await this.#link.run(compactScript, this.#names.keys(room), args);
  }

  async seed(room: string, expected: number, known: number, snapshot: string): Promise<Written> {
    const channel = this.#names.roomChannel + room;
    const life = String(this.#settings.roomLifeMs);
    const args = [String(expected), String(known), snapshot, life, channel, this.#writer];
    return written(await this.#link.run<Reply>(seedScript, this.#names.keys(room), args));
  }

  async heads(rooms: readonly string[]): Promise<number[]> {
    // A missed notification may also mean a missing subscription.
    this.#link.resubscribe();
    const { roomLifeMs } = this.#settings;
    if (performance.now() - this.#keptAt > roomLifeMs / 20) {
      this.#keptAt = performance.now();
      await Promise.all(rooms.map((room) => this.#expire(room, roomLifeMs)));
    }
    return Promise.all(rooms.map((room) => this.#head(room)));
  }

  async #head(room: string): Promise<number> {
    const [head] = this.#names.keys(room);
    return Number((await this.#link.request<string | null>(['HGET', head ?? '', 'version'])) ?? 0);
  }

  async exists(room: string): Promise<boolean> {
    return (await this.#head(room)) !== 0;
  }

  release(room: string): Promise<void> {
    return this.#expire(room, this.#settings.emptyRoomLifeMs);
  }

  async #expire(room: string, ms: number): Promise<void> {
    const keys = this.#names.keys(room);
    await Promise.all(keys.map((key) => this.#link.request(['PEXPIRE', key, String(ms)])));
  }

  subscribe(room: string, onBatch: (batch: Batch) => void): () => void {
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(onBatch));
    this.#link.subscribe(this.#names.roomChannel + room);
    return () => {
      listeners.delete(onBatch);
      if (listeners.size > 0 || this.#listeners.get(room) !== listeners) return;
      this.#listeners.delete(room);
      this.#link.unsubscribe(this.#names.roomChannel + room);
    };
  }

  /** A notification arrived on a channel. */
  hear(channel: string, text: string): void {
    if (!channel.startsWith(this.#names.roomChannel)) return;
    const listeners = this.#listeners.get(channel.slice(this.#names.roomChannel.length));
    if (!listeners) return;
    // What this process wrote it learns from the answer; the script puts the writer first.
    if (text.startsWith(this.#mine)) return;
    const notice = JSON.parse(text) as Batch;
    for (const listener of listeners) listener(notice);
  }
}

function createLeases(link: RedisLink, prefix: string, backend: string, leaseMs: number): Leases {
  const { lease } = names(prefix);
  return {
    renew: async () => {
      await link.request(['SET', lease(backend), '1', 'PX', String(leaseMs)]);
    },
    drop: async () => {
      await link.request(['DEL', lease(backend)]);
    },
    dead: async (backends) => {
      if (backends.length === 0) return [];
      const found = await link.request<(string | null)[]>(['MGET', ...backends.map(lease)]);
      return backends.filter((_name, index) => (found[index] ?? null) === null);
    },
  };
}

/** A list that nobody writes to is forgotten after this time. */
const boardLifeMs = 7 * 86_400_000;

function createBoard(link: RedisLink, prefix: string): Board {
  const list = (name: string) => `${prefix}board:${name}`;
  return {
    // RESP3 knows maps.
    read: async (name) => ({ ...(await link.request<Record<string, string>>(['HGETALL', list(name)])) }),
    write: async (name, key, text) => {
      await link.request(['HSET', list(name), key, text]);
      await link.request(['PEXPIRE', list(name), String(boardLifeMs)]);
    },
    remove: async (name, key) => {
      await link.request(['HDEL', list(name), key]);
    },
    clear: async (name) => {
      await link.request(['DEL', list(name)]);
    },
  };
}

function createOneTime(link: RedisLink, prefix: string): OneTime {
  const key = (name: string) => `${prefix}once:${name}`;
  return {
    keep: async (name, value, ms) =>
      (await link.request<string | null>(['SET', key(name), value, 'NX', 'PX', String(ms)])) === 'OK',
    take: async (name) => (await link.request<string | null>(['GETDEL', key(name)])) ?? undefined,
  };
}

/** Rooms in Redis, shared by all session backends of the platform. */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const { config, backend, settings } = options;
  const listeners: ((available: boolean) => void)[] = [];
  const receivers: ((text: string) => void)[] = [];
  const { backendChannel } = names(config.prefix);
  const own = backendChannel + backend;
  const link = new RedisLink({
    ...config,
    requestMs: settings.redisMs,
    onAvailable: (available) => listeners.forEach((listener) => listener(available)),
    onMessage: (channel, text) => {
      if (channel === own) receivers.forEach((receive) => receive(text));
      else log.hear(channel, text);
    },
  });
  const log = new RedisLog(link, config.prefix, settings, randomBytes(9).toString('base64url'));
  const bus: Bus = {
    send: async (to, text) => {
      await link.request(['PUBLISH', backendChannel + to, text]);
    },
    onMessage: (receive) => void receivers.push(receive),
  };
  link.subscribe(own);
  await link.open(settings.redisMs);
  return {
    log,
    leases: createLeases(link, config.prefix, backend, settings.leaseMs),
    bus,
    board: createBoard(link, config.prefix),
    journals: createJournals(link, config.prefix),
    oneTime: createOneTime(link, config.prefix),
    get available() {
      return link.available;
    },
    onAvailable: (changed) => void listeners.push(changed),
    close: () => link.close(),
  };
}
