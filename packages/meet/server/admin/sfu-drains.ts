import { messageOf, writeEvidence } from '@stoa/toolkit/base';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import { meetErrors } from '../errors.ts';
import { SfuDrain, sfuDrainEvidence, sfuDrainTotals } from '../sfu-drain/index.ts';
import type { SfuDrainDeps, SfuDrainEvent, SfuDrainRecord } from '../sfu-drain/index.ts';

export interface SfuDrainsDeps extends SfuDrainDeps {
  readonly log: Logger;
  readonly evidence: BackendConfig['evidence'];
}

/** A drain as the admin API shows it. `events` are those from number `from` on; times are ISO 8601. */
export interface DrainView {
  readonly sfu: string;
  readonly state: 'running' | 'drained' | 'cancelled' | 'timeout' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly from: number;
  readonly events: readonly SfuDrainEvent[];
  readonly totals: ReturnType<typeof sfuDrainTotals> | null;
  /** Id of the evidence file. */
  readonly evidence: string | null;
  /** Why it failed. */
  readonly error: string | null;
}

interface Job {
  readonly sfu: string;
  readonly startedAt: Date;
  readonly stop: AbortController;
  readonly events: SfuDrainEvent[];
  /** Events that were let go. */
  dropped: number;
  state: DrainView['state'];
  record: SfuDrainRecord | undefined;
  evidence: string | null;
  error: string | null;
  finished: Promise<void>;
}

const maxEvents = 10_000;

/** The drains of SFUs that this backend coordinates, the last one of each SFU. */
export class SfuDrains {
  readonly #deps: SfuDrainsDeps;
  readonly #jobs = new Map<string, Job>();

  constructor(deps: SfuDrainsDeps) {
    this.#deps = deps;
  }

  /** @throws MEET_SFU_UNKNOWN, MEET_SFU_NO_ROOM, MEET_SFU_UNAVAILABLE, MEET_DRAIN_RUNNING */
  async start(sfu: string, timeoutMs: number): Promise<DrainView> {
    if (this.running(sfu)) throw running(sfu);
    const job: Job = {
      sfu,
      startedAt: new Date(),
      stop: new AbortController(),
      events: [],
      dropped: 0,
      state: 'running',
      record: undefined,
      evidence: null,
      error: null,
      finished: Promise.resolve(),
    };
    const before = this.#jobs.get(sfu);
    this.#jobs.set(sfu, job);
    const drain = new SfuDrain(this.#deps, { sfu, timeoutMs }, (event) => note(job, event));
    try {
      await drain.begin();
    } catch (error) {
      if (before) this.#jobs.set(sfu, before);
      else this.#jobs.delete(sfu);
      throw error;
    }
    job.finished = this.#run(job, drain);
    return viewOf(job, 0);
  }

  running(sfu: string): boolean {
    return this.#jobs.get(sfu)?.state === 'running';
  }

  /** The last drain of an SFU, with its events from number `from` on. */
  get(sfu: string, from = 0): DrainView | undefined {
    const job = this.#jobs.get(sfu);
    return job && viewOf(job, from);
  }

  /** Stops a drain: rooms that are on their way stay, and the SFU takes sessions again. */
  async cancel(sfu: string): Promise<DrainView | undefined> {
    const job = this.#jobs.get(sfu);
    if (job?.state !== 'running') return job && viewOf(job, 0);
    job.stop.abort();
    await job.finished;
    await this.#deps.pool.cordon(sfu, false);
    return viewOf(job, 0);
  }

  /** The backend is going: what is under way is given up; the SFU stays cordoned. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.stop.abort();
    await Promise.all([...this.#jobs.values()].map(({ finished }) => finished));
  }

  async #run(job: Job, drain: SfuDrain): Promise<void> {
    const { log, evidence } = this.#deps;
    try {
      const record = await drain.run(job.stop.signal);
      job.record = record;
      log.info({ sfu: job.sfu, outcome: record.outcome, ...sfuDrainTotals(record) }, 'an SFU was drained');
      if (evidence) {
        const file = sfuDrainEvidence(record, evidence.platform);
        await writeEvidence(evidence.dir, file);
        job.evidence = file.id;
      }
      job.state = record.outcome;
    } catch (error) {
      log.error({ sfu: job.sfu, reason: messageOf(error) }, 'the drain of an SFU failed');
      job.error = messageOf(error);
      job.state = 'failed';
    }
  }
}

function running(sfu: string) {
  return meetErrors.make('MEET_DRAIN_RUNNING', `${sfu} is being drained`, {
    hint: 'wait until it is over, or cancel it first',
  });
}

function note(job: Job, event: SfuDrainEvent): void {
  job.events.push(event);
  if (job.events.length <= maxEvents) return;
  job.events.shift();
  job.dropped += 1;
}

function viewOf(job: Job, from: number): DrainView {
  const { sfu, state, startedAt, record, evidence, error, events, dropped } = job;
  const first = Math.max(from, dropped);
  return {
    sfu,
    state,
    startedAt: startedAt.toISOString(),
    finishedAt: record?.finishedAt.toISOString() ?? null,
    from: first,
    events: events.slice(first - dropped),
    totals: record ? sfuDrainTotals(record) : null,
    evidence,
    error,
  };
}
