import { sleep, withDeadline, type StoaError } from '../../base/index.ts';
import { asCallError, SyntheticParticipant } from '../participant/index.ts';
import { resetLateness, tickLateness } from '../media/index.ts';
import { callErrors } from '../probe-errors.ts';
import type { CallPath } from '../rtc/index.ts';
import { buildReport } from './_build-report.ts';
import { planCall, type CallOptions, type CallPlan } from './options.ts';
import type { CallProblem, CallReport } from './report.ts';

export interface LiveParticipant {
  readonly name: string;
  readonly path: CallPath;
  readonly synthetic: SyntheticParticipant;
  /** Why it is not in the call. */
  failure: StoaError | undefined;
}

/** A call that goes on until it is stopped, for tests that break something in the middle of it. */
export class LiveCall {
  readonly plan: CallPlan;
  readonly participants: readonly LiveParticipant[];
  readonly #startedAt = new Date();
  #markedAt = performance.now();
  #joining: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: CallOptions) {
    this.plan = planCall(options);
    const { room, kinds } = this.plan;
    const { ca, address, resumeForMs } = options;
    const token = () => (typeof options.token === 'function' ? options.token(room) : options.token);
    this.participants = this.plan.participants.map(({ name, path, urls }) => ({
      name,
      path,
      synthetic: new SyntheticParticipant({
        urls,
        room,
        name,
        path,
        ca,
        address,
        kinds,
        resumeForMs,
        token: token(),
      }),
      failure: undefined,
    }));
  }

  /** Joins all at once; who fails is left out of the call and keeps its failure. */
  join(onJoined: (participant: LiveParticipant) => void = () => {}): Promise<void> {
    this.#joining = this.#joinAll(onJoined);
    return this.#joining;
  }

  async #joinAll(onJoined: (participant: LiveParticipant) => void): Promise<void> {
    await Promise.all(
      this.participants.map(async (one) => {
        try {
          await one.synthetic.join();
        } catch (error) {
          one.failure = asCallError(error);
          await one.synthetic.leave();
        }
        onJoined(one);
      }),
    );
  }

  /** Those who are in the call. */
  get active(): readonly LiveParticipant[] {
    return this.participants.filter(
      ({ failure, synthetic }) => failure === undefined && synthetic.problems.length === 0,
    );
  }

  /** Sender, receiver and kind of every stream that has not begun. */
  waitingFor(): string[] {
    return this.active.flatMap((to) =>
      this.active
        .filter((from) => from !== to)
        .flatMap((from) =>
          this.plan.kinds
            .filter((kind) => !to.synthetic.reception.has(from.synthetic.id ?? '', kind))
            .map((kind) => `${kind} ${from.name} → ${to.name}`),
        ),
    );
  }

  /** Waits until everyone who is in the call receives everyone else; false when the time is over. */
  async waitForMedia(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const end = performance.now() + timeoutMs;
    while (this.waitingFor().length > 0) {
      if (performance.now() >= end) return false;
      await sleep(20, signal);
    }
    return true;
  }

  /** Starts a new measuring window. */
  mark(): void {
    this.#markedAt = performance.now();
    resetLateness();
    for (const { synthetic } of this.active) synthetic.mark();
  }

  /** The verdict on the window since the last mark. */
  report(): CallReport {
    return buildReport({
      plan: this.plan,
      startedAt: this.#startedAt,
      measuredMs: performance.now() - this.#markedAt,
      eventLoopDelayMs: tickLateness(),
      participants: this.participants.map(({ name, synthetic }) => ({ name, stats: synthetic.stats() })),
      failed: this.participants.flatMap(problemsOf),
      others: this.#others(),
    });
  }

  /** Everyone leaves; never fails. */
  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      await Promise.all(this.participants.map(({ synthetic }) => synthetic.leave()));
      // Who was stopped half-way in notices soon, and tidies up then.
      if (this.#joining) await withDeadline(this.#joining, 5_000, 'joining').catch(() => {});
    })();
    return this.#stopped;
  }

  #others(): number {
    const own = new Set(this.participants.map(({ synthetic }) => synthetic.id));
    const [first] = this.active;
    return first?.synthetic.view.participants.filter(({ id }) => !own.has(id)).length ?? 0;
  }
}

function problemsOf({ name, failure, synthetic }: LiveParticipant): CallProblem[] {
  const errors = failure === undefined ? synthetic.problems.map(asCallError) : [failure];
  return errors.map(({ code, message, hint }) => ({ code, participant: name, message, hint: hint ?? null }));
}

/**
 * Starts a call and returns when everyone receives everyone. The caller must `stop` it.
 * @throws the first participant's failure, or CALL_NO_MEDIA; nothing is left running then
 */
export async function startCall(options: CallOptions): Promise<LiveCall> {
  const call = new LiveCall(options);
  try {
    await call.join();
    const failure = call.participants.find((one) => one.failure !== undefined)?.failure;
    if (failure !== undefined) throw failure;
    const complete = await call.waitForMedia(call.plan.joinTimeoutMs, options.signal);
    const problem = call.participants.flatMap(({ synthetic }) => synthetic.problems)[0];
    if (problem !== undefined) throw problem;
    if (!complete) throw callErrors.make('CALL_NO_MEDIA', `missing: ${call.waitingFor().join(', ')}`);
  } catch (error) {
    await call.stop();
    throw error;
  }
  call.mark();
  return call;
}
