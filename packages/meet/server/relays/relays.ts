import { messageOf } from '@stoa/toolkit/base';
import type { BackendConfig } from '@stoa/toolkit/config';
import { z } from 'zod';
import { planMoves } from '../drain/index.ts';
import { refusal } from '../errors.ts';
import { iceServersFor, type IceServers } from '../ice-servers.ts';
import type { Board } from '../log/index.ts';
import type { Member, Participants } from '../session/index.ts';

export interface RelaysDeps {
  readonly turn: BackendConfig['turn'];
  /** Name of this backend. */
  readonly backend: string;
  readonly board: Board;
  readonly participants: Participants;
  /** Participants told in a second. */
  readonly perSecond: number;
  readonly onError: (message: string, reason: string) => void;
}

/** How far the people of a platform, or of one backend, are on their way off a relay. */
export interface RelayProgress {
  /** Told to take another relay. */
  readonly told: number;
  /** Whose media runs without it by now. */
  readonly moved: number;
  /** Whose connection to the backend ended first. */
  readonly gone: number;
}

const progressSchema = z.object({ told: z.int(), moved: z.int(), gone: z.int() });
const goingSchema = z.object({
  until: z.int(),
  /** When it counts as back, whoever forgot to say so; absent: when somebody says so. */
  backAt: z.int().optional(),
});

/** Names of the lists on the board. */
const goingList = 'relays-going';
const progressList = (relay: string) => `relay-progress:${relay}`;

interface Going {
  readonly until: number;
  readonly told: Set<Member>;
  readonly moved: Set<Member>;
  written: string;
}

/**
 * The relays that clients are given. Which of them are going stands on a board that all backends look at, so that it
 * outlives backends and Redis' absence; each backend tells its own people, at a pace.
 */
export class Relays {
  readonly #deps: RelaysDeps;
  readonly #going = new Map<string, Going>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #looking: Promise<void> | undefined;

  constructor(deps: RelaysDeps) {
    this.#deps = deps;
  }

  get names(): string[] {
    return (this.#deps.turn?.relays ?? []).map(({ name }) => name);
  }

  isGoing(relay: string): boolean {
    return this.#going.has(relay);
  }

  iceServersFor(participant: string): IceServers {
    return iceServersFor(this.#deps.turn, participant, Date.now(), new Set(this.#going.keys()));
  }

  /**
   * Marks a relay as going: nobody gets it any more, and all are told to take another within the time.
   * @param backAfterMs after this time it is given out again: for relays that are only started anew
   * @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE
   */
  async drain(relay: string, withinMs: number, backAfterMs?: number): Promise<void> {
    this.#check(relay);
    const others = this.names.filter((name) => name !== relay && !this.#going.has(name));
    if (others.length === 0) throw refusal('not-allowed', `there is no relay to take the people of ${relay}`);
    await this.#deps.board.clear(progressList(relay));
    await this.#deps.board.write(
      goingList,
      relay,
      JSON.stringify({
        until: Date.now() + withinMs,
        ...(backAfterMs === undefined ? {} : { backAt: Date.now() + backAfterMs }),
      }),
    );
    await this.tick();
  }

  /** The relay stays, or is back: it is given out again. @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE */
  async restore(relay: string): Promise<void> {
    this.#check(relay);
    await this.#deps.board.remove(goingList, relay);
    await this.tick();
  }

  /** Of all backends. @throws MEET_LOG_UNAVAILABLE */
  async progress(relay: string): Promise<RelayProgress> {
    const entries = Object.values(await this.#deps.board.read(progressList(relay)));
    const sum = { told: 0, moved: 0, gone: 0 };
    for (const text of entries) {
      const { told, moved, gone } = progressSchema.parse(JSON.parse(text));
      sum.told += told;
      sum.moved += moved;
      sum.gone += gone;
    }
    return sum;
  }

  /** A client says that it uses the relay no more. */
  confirm(member: Member, relay: string): void {
    const going = this.#going.get(relay);
    if (going?.told.has(member)) going.moved.add(member);
  }

  /** Looks at the board, tells who has to be told, and writes down how far they are. */
  async tick(): Promise<void> {
    if (!this.#deps.turn?.relays) return;
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#deps.onError('the relays could not be looked after', messageOf(error)))
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #check(relay: string): void {
    if (!this.names.includes(relay)) throw refusal('not-allowed', `there is no relay ${relay}`);
  }

  async #look(): Promise<void> {
    const { board } = this.#deps;
    const found = new Map<string, number>();
    for (const [relay, text] of Object.entries(await board.read(goingList))) {
      const { until, backAt = Infinity } = goingSchema.parse(JSON.parse(text));
      if (backAt > Date.now()) found.set(relay, until);
      else await board.remove(goingList, relay);
    }
    for (const relay of this.#going.keys()) if (!found.has(relay)) this.#going.delete(relay);
    for (const [relay, until] of found) {
      const known = this.#going.get(relay);
      if (known?.until === until) continue;
      this.#going.set(relay, { until, told: new Set(), moved: new Set(), written: '' });
    }
    for (const [relay, going] of this.#going) {
      this.#tellOthers(relay, going);
      await this.#writeProgress(relay, going);
    }
  }

  /** Those who were not told yet, also those who came from a backend that went meanwhile. */
  #tellOthers(relay: string, going: Going): void {
    const leftMs = going.until - Date.now();
    if (leftMs <= 0) return;
    const members = this.#deps.participants.all().filter((m) => !m.waiting && !going.told.has(m));
    const delays = planMoves(members.length, { drainMs: leftMs, perSecond: this.#deps.perSecond });
    for (const [index, member] of members.entries()) {
      going.told.add(member);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#tell(member, relay, going.until);
      }, delays[index]);
      this.#timers.add(timer);
    }
  }

  #tell({ connection, participant }: Member, relay: string, until: number): void {
    const { iceServers, expireAt } = this.iceServersFor(participant);
    const withinMs = Math.max(0, until - Date.now());
    connection.send({ type: 'relay-move', relay, iceServers, expireAt, withinMs });
  }

  async #writeProgress(relay: string, going: Going): Promise<void> {
    const { board, backend, participants } = this.#deps;
    const present = new Set(participants.all());
    const gone = [...going.told].filter((m) => !present.has(m) && !going.moved.has(m)).length;
    const text = JSON.stringify({ told: going.told.size, moved: going.moved.size, gone });
    if (text === going.written) return;
    await board.write(progressList(relay), backend, text);
    going.written = text;
  }
}
