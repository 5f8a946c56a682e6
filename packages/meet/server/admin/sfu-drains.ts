import { randomBytes } from 'node:crypto';
import { messageOf, sleep } from '@stoa/toolkit/base';
import { meetErrors } from '../errors.ts';
import type { Store } from '../log/index.ts';
import {
  DrainJournal,
  makeSureOfPlaces,
  SfuDrain,
  type Coordinator,
  type DrainState,
  type SfuDrainDeps,
} from '../sfu-drain/index.ts';
import { viewDrain, type DrainView } from './drain-view.ts';

export interface SfuDrainsDeps extends Omit<SfuDrainDeps, 'me'> {
  readonly store: Pick<Store, 'journals' | 'leases' | 'available' | 'onAvailable'>;
  readonly keptIn: DrainView['keptIn'];
  /** Name of this backend. */
  readonly backend: string;
  readonly leaseMs: number;
  /** May this backend begin something now? Not when it is going itself. */
  readonly staying: () => boolean;
}

const lookMs = 100;
/** How long a cancelled drain may take to end, also where another backend has to take it over first. */
const cancelMs = 15_000;

/**
 * The drains of SFUs. Each is written down where all backends see it; one of them coordinates it, and another goes on
 * when that one is gone: its lease has run out, it said so, or it was started again under its name.
 */
export class SfuDrains {
  readonly #deps: SfuDrainsDeps;
  readonly #me: Coordinator;
  readonly #journals = new Map<string, DrainJournal>();
  /** Those that this backend coordinates. */
  readonly #jobs = new Map<string, SfuDrain>();
  readonly #starting = new Set<string>();
  #ticking = false;
  /** Right after an outage the leases of others may merely not be renewed yet. */
  #judgeAfter: number;

  constructor(deps: SfuDrainsDeps) {
    this.#deps = deps;
    this.#me = { backend: deps.backend, instance: randomBytes(9).toString('base64url') };
    const wait = () => performance.now() + 2 * deps.leaseMs;
    this.#judgeAfter = wait();
    deps.store.onAvailable((available) => {
      if (available) this.#judgeAfter = wait();
    });
  }

  /**
   * @throws MEET_SFU_UNKNOWN, MEET_SFU_NO_ROOM, MEET_DRAIN_RUNNING: nothing was changed;
   * MEET_SFU_UNAVAILABLE, MEET_LOG_UNAVAILABLE
   */
  async start(sfu: string, timeoutMs: number): Promise<DrainView> {
    const { pool, rooms } = this.#deps;
    const journal = this.#journalOf(sfu);
    if (isRunning(await journal.read())) throw running(sfu);
    await makeSureOfPlaces(pool, rooms, sfu);
    this.#starting.add(sfu);
    try {
      await this.#begin(journal, timeoutMs);
    } finally {
      this.#starting.delete(sfu);
    }
    return this.#view(sfu, 0) ?? notKnown(sfu);
  }

  async #begin(journal: DrainJournal, timeoutMs: number): Promise<void> {
    const { sfu } = journal;
    const id = randomBytes(2).toString('hex');
    await journal.append((state) => {
      if (isRunning(state) && state?.started.id !== id) throw running(sfu);
      if (state?.started.id === id) return [];
      return [{ type: 'started', at: Date.now(), id, sfu, timeoutMs, by: this.#me }];
    });
    try {
      await this.#deps.pool.cordon(sfu, true);
      await journal.append((state) => (state?.cordoned ? [] : [{ type: 'cordoned', at: Date.now(), sfu }]));
    } catch (error) {
      await journal.append(() => [{ type: 'failed', at: Date.now(), reason: messageOf(error) }]);
      throw error;
    }
    this.#launch(sfu);
  }

  /** @throws MEET_LOG_UNAVAILABLE */
  async running(sfu: string): Promise<boolean> {
    return isRunning(await this.#journalOf(sfu).read());
  }

  /** The last drain of an SFU, with its events from number `from` on. @throws MEET_LOG_UNAVAILABLE */
  async get(sfu: string, from = 0): Promise<DrainView | undefined> {
    await this.#journalOf(sfu).read();
    return this.#view(sfu, from);
  }

  /**
   * Stops a drain, whichever backend coordinates it: rooms that are on their way stay, and the SFU takes sessions
   * again. Resolves when it has stopped, or after a while without that. @throws MEET_LOG_UNAVAILABLE
   */
  async cancel(sfu: string): Promise<DrainView | undefined> {
    const journal = this.#journalOf(sfu);
    const until = performance.now() + cancelMs;
    await journal.append((state) =>
      isRunning(state) && !state?.cancelled ? [{ type: 'cancel', at: Date.now() }] : [],
    );
    while (isRunning(await journal.read()) && performance.now() < until) await sleep(lookMs);
    return this.#view(sfu, 0);
  }

  /** Goes on with what nobody coordinates any more. */
  async tick(): Promise<void> {
    if (this.#ticking || !this.#deps.staying()) return;
    this.#ticking = true;
    try {
      for (const { name } of this.#deps.pool.all()) await this.#takeOver(name);
    } catch (error) {
      if (!this.#deps.store.available) return;
      this.#deps.log.warn({ reason: messageOf(error) }, 'the drains of SFUs could not be looked after');
    } finally {
      this.#ticking = false;
    }
  }

  /** The backend is going: other backends go on with what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map((job) => job.leave()));
  }

  async #takeOver(sfu: string): Promise<void> {
    const journal = this.#journalOf(sfu);
    const seen = await journal.read();
    if (!isRunning(seen) || !(await this.#isOrphan(sfu, seen))) return;
    const { backend = null, instance } = seen?.coordinator ?? {};
    const state = await journal.append((now) =>
      isRunning(now) && now?.coordinator?.instance === instance
        ? [{ type: 'taken', at: Date.now(), by: this.#me, from: backend ?? seen?.coordinators.at(-1) ?? '' }]
        : [],
    );
    if (state?.coordinator?.instance !== this.#me.instance) return;
    this.#deps.log.warn({ sfu, from: backend }, 'the drain of an SFU goes on here');
    this.#launch(sfu);
  }

  async #isOrphan(sfu: string, state: DrainState | undefined): Promise<boolean> {
    const { leases } = this.#deps.store;
    const coordinator = state?.coordinator;
    if (!coordinator) return true;
    const { backend, instance } = coordinator;
    if (instance === this.#me.instance) return !this.#jobs.has(sfu) && !this.#starting.has(sfu);
    if (backend === this.#me.backend) return true;
    return performance.now() > this.#judgeAfter && (await leases.dead([backend])).length > 0;
  }

  #launch(sfu: string): void {
    const job = new SfuDrain({ ...this.#deps, me: this.#me }, this.#journalOf(sfu));
    this.#jobs.set(sfu, job);
    const forget = () => {
      if (this.#jobs.get(sfu) === job) this.#jobs.delete(sfu);
    };
    job.finished.finally(forget).catch(forget);
  }

  #journalOf(sfu: string): DrainJournal {
    const known = this.#journals.get(sfu);
    if (known) return known;
    const journal = new DrainJournal(this.#deps.store.journals, sfu);
    this.#journals.set(sfu, journal);
    return journal;
  }

  #view(sfu: string, from: number): DrainView | undefined {
    return viewDrain(this.#journalOf(sfu), this.#deps.keptIn, from);
  }
}

function isRunning(state: DrainState | undefined): boolean {
  return state?.end === null;
}

function running(sfu: string) {
  return meetErrors.make('MEET_DRAIN_RUNNING', `${sfu} is being drained`, {
    hint: 'wait until it is over, or cancel it first',
  });
}

function notKnown(sfu: string): never {
  throw meetErrors.make('MEET_DRAIN_NONE', `no drain of ${sfu} is known`);
}
