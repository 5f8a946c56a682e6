import type { ChatBounds, LogEvent } from '@stoa/protocol';
import { sleep } from '@stoa/toolkit/base';
import { refusal } from '../errors.ts';
import type { Store } from '../log/index.ts';
import type { Settings } from '../settings.ts';
import { dueMove, type Actor, type Context } from '../state/index.ts';
import { Farewells } from './farewells.ts';
import { Room, type RoomDeps } from './room.ts';

export interface RoomsDeps {
  readonly store: Store;
  readonly backend: string;
  readonly context: () => Context;
  readonly keepChat: ChatBounds;
  readonly resumeGraceMs: number;
  readonly settings: Settings;
  /** Rooms hold a leg in reserve on a second SFU. */
  readonly standby: boolean;
  readonly onAppend: RoomDeps['onAppend'];
  /** A room was opened: the moment to listen to its changes. */
  readonly onOpen: (room: Room) => void;
  /** Is the connection of that participant held here (or about to be)? */
  readonly holds: (room: Room, actor: Actor) => boolean;
  /** Is anything of this room here: connections, SFU sessions? */
  readonly inUse: (room: Room) => boolean;
  readonly onError: (message: string, error: unknown) => void;
}

/** Rooms are read again after an outage over this time, ms. */
const spreadPerRoomMs = 2;
const mostSpreadMs = 2_000;

/** The rooms that this backend has a copy of, and what has to be done about them from time to time. */
export class Rooms {
  readonly #deps: RoomsDeps;
  readonly #rooms = new Map<string, Room>();
  readonly #timer: NodeJS.Timeout;
  /** Rooms that a command is being given to right now. */
  readonly #busy = new Map<string, number>();
  readonly #leaving = new Farewells();
  #ticking = false;
  /** When a leg in reserve was last begun. */
  readonly #reservedAt = new WeakMap<Room, number>();
  /** After an outage leases of others may merely not be renewed yet. */
  #judgeAfter: number;

  constructor(deps: RoomsDeps) {
    this.#deps = deps;
    this.#judgeAfter = performance.now() + 2 * deps.settings.leaseMs;
    this.#timer = setInterval(() => void this.tick(), deps.settings.tickMs);
    deps.store.onAvailable((available) => {
      if (!available) return;
      this.#judgeAfter = performance.now() + 2 * deps.settings.leaseMs;
      void this.announce();
    });
  }

  /** Takes the lease: before the first room is opened here, or others would think that nobody is behind it. */
  async announce(): Promise<void> {
    await this.#deps.store.leases.renew().catch(() => {
      // The next tick tries again.
    });
  }

  get size(): number {
    return this.#rooms.size;
  }

  all(): Room[] {
    return [...this.#rooms.values()];
  }

  get(id: string): Room | undefined {
    return this.#rooms.get(id);
  }

  /**
   * May one more room be held here, if it is one more? Rooms that exist can always be joined: a limit must not tear
   * meetings apart.
   * @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE
   */
  async makeSureOfPlace(id: string, most: number = Number.POSITIVE_INFINITY): Promise<void> {
    const isOneMore = () => this.#rooms.size >= most && !this.#rooms.has(id);
    if (!isOneMore()) return;
    const exists = await this.#deps.store.log.exists(id);
    if (!exists && isOneMore()) {
      throw refusal('rooms-full', `this session backend holds ${most} rooms, which is its limit`);
    }
  }

  /** What the log of a room still tells of what came after a version. @throws MEET_LOG_UNAVAILABLE */
  async eventsAfter(id: string, version: number): Promise<readonly LogEvent[]> {
    const read = await this.#deps.store.log.read(id, version);
    return read.kind === 'none' ? [] : read.batch.events;
  }

  /** Works with a room, which stays open meanwhile. */
  async use<T>(id: string, work: (room: Room) => Promise<T>): Promise<T> {
    this.#busy.set(id, (this.#busy.get(id) ?? 0) + 1);
    try {
      return await work(this.#open(id));
    } finally {
      const left = (this.#busy.get(id) ?? 1) - 1;
      if (left > 0) this.#busy.set(id, left);
      else this.#busy.delete(id);
    }
  }

  #open(id: string): Room {
    const known = this.#rooms.get(id);
    if (known) return known;
    const { store, settings, context, keepChat, onAppend } = this.#deps;
    const room = new Room(id, {
      log: store.log,
      available: () => store.available,
      context,
      keepChat,
      compactAfter: settings.compactAfter,
      commandMs: settings.commandMs,
      onAppend,
    });
    this.#rooms.set(id, room);
    this.#deps.onOpen(room);
    return room;
  }

  /**
   * Reads every room again after an outage, spread so that neither the log nor this backend is overrun by it, or by
   * what clients send once they hear of it.
   * @param onRead this room was read; commands are taken again
   */
  async resync(onRead: (room: Room) => void): Promise<void> {
    const spreadMs = Math.min(mostSpreadMs, spreadPerRoomMs * this.#rooms.size);
    await Promise.all(
      this.all().map(async (room) => {
        await sleep(Math.random() * spreadMs);
        try {
          await room.verify();
        } catch (error) {
          this.#deps.onError(`room ${room.id} could not be read`, error);
        }
        if (this.#deps.store.available) onRead(room);
      }),
    );
  }

  /** The log is away: this participant leaves when it is back. */
  leaveLater(room: Room, actor: Actor): void {
    this.#leaving.add(room, actor);
  }

  async tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      await this.#deps.store.leases.renew();
      const rooms = this.all();
      const heads = await this.#deps.store.log.heads(rooms.map((room) => room.id));
      await Promise.all(
        rooms.map(async (room, index) => {
          if (heads[index] !== room.state.view.version) await room.catchUp();
          await this.#move(room);
          await this.#leaving.carryOut(room);
          await this.#reap(room);
          await this.#closeIfUnused(room);
        }),
      );
    } catch (error) {
      if (this.#deps.store.available) this.#deps.onError('looking after the rooms failed', error);
    } finally {
      this.#ticking = false;
    }
  }

  /** Moves rooms off SFUs that are gone, and ends moves that come to nothing. */
  async moveAll(): Promise<void> {
    await Promise.all(
      this.all().map((room) =>
        this.#move(room).catch((error) => this.#deps.onError(`room ${room.id} could not be moved`, error)),
      ),
    );
  }

  async #move(room: Room): Promise<void> {
    const { context, settings, standby } = this.#deps;
    const command = dueMove(room.state, context(), { moveMs: settings.moveMs, standby });
    if (!command || (command.type === 'begin' && !this.#mayReserve(room))) return;
    const found = room.preview(command);
    if (found.ok && found.events.length > 0) await room.execute(command);
  }

  /** A leg in reserve that was lost is not made anew over and over. */
  #mayReserve(room: Room): boolean {
    const now = performance.now();
    if (now < (this.#reservedAt.get(room) ?? -Infinity) + this.#deps.settings.reserveMs) return false;
    this.#reservedAt.set(room, now);
    return true;
  }

  async #reap(room: Room): Promise<void> {
    const { backend, holds, store, resumeGraceMs } = this.#deps;
    const connected = room.state.view.participants.filter((p) => p.connected);
    const backendOf = (id: string) => room.state.seats[id]?.backend ?? '';
    const broken = connected
      .map((p) => ({ participant: p.id, generation: p.generation }))
      .filter((actor) => backendOf(actor.participant) === backend && !holds(room, actor));
    const others = new Set(connected.map((p) => backendOf(p.id)).filter((name) => name !== backend));
    const judging = others.size > 0 && performance.now() > this.#judgeAfter;
    const dead = judging ? await store.leases.dead([...others]) : [];
    const command = { type: 'reap', dead, broken, graceMs: resumeGraceMs } as const;
    const found = room.preview(command);
    if (found.ok && found.events.length > 0) await room.execute(command);
  }

  async #closeIfUnused(room: Room): Promise<void> {
    const { backend, inUse, store } = this.#deps;
    const keepsPlaces = Object.values(room.state.seats).some((seat) => seat.backend === backend);
    if (this.#busy.has(room.id) || keepsPlaces || inUse(room)) return;
    this.#rooms.delete(room.id);
    room.close();
    if (room.state.view.participants.length === 0) await store.log.release(room.id);
  }

  /** Stops looking after rooms; `drop` gives the lease back, so that others know at once. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#deps.store.leases.drop().catch(() => {});
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }
}
