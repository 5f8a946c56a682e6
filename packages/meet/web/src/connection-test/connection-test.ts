import type { IceServer } from '@stoa/protocol';
import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import { AskError } from './ask.ts';
import type { AskFailure } from './ask.ts';
import { planOf, ways } from './plan.ts';
import type { RelayWay, Way } from './plan.ts';
import { stunVerdict } from './verdict.ts';
import type { BlockedReason, Gathered, Verdict } from './verdict.ts';

export interface TestState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  /** Why there was nothing to test with. */
  readonly failure: AskFailure | null;
  readonly rows: Readonly<Record<Way, Verdict>>;
  /** Measured over the best relay way that works; null where none does. */
  readonly bandwidth: { readonly way: RelayWay; readonly bitrate: number } | null;
}

/** A way through a relay that works. */
export interface OpenLoop {
  rtt(): Promise<number | null>;
  bandwidth(): Promise<number | null>;
  close(): void;
}

/** What touches the network. */
export interface TestParts {
  readonly ask: () => Promise<readonly IceServer[]>;
  readonly stun: (configuration: RTCConfiguration, signal: AbortSignal) => Promise<Gathered>;
  readonly relay: (configuration: RTCConfiguration, signal: AbortSignal) => Promise<OpenLoop | BlockedReason>;
}

const waiting: Verdict = { state: 'waiting' };
const idle: TestState = {
  phase: 'idle',
  failure: null,
  rows: { stun: waiting, udp: waiting, tcp: waiting, tls: waiting },
  bandwidth: null,
};

/** Tries every way that a call could take, all at once, and then how much goes over the best relay. */
export class ConnectionTest {
  readonly state: Store<TestState>;
  readonly #state = createStore<TestState>(idle);
  readonly #parts: TestParts;
  #run: AbortController | null = null;

  constructor(parts: TestParts) {
    this.#parts = parts;
    this.state = this.#state;
  }

  /** Starts over; a run that is under way is given up. */
  async run(): Promise<void> {
    this.stop();
    const run = new AbortController();
    this.#run = run;
    const put = (change: (now: TestState) => TestState) => {
      if (!run.signal.aborted) this.#state.update(change);
    };
    put(() => ({ ...idle, phase: 'running' }));
    try {
      await this.#tryAll(put, run.signal);
      put((now) => ({ ...now, phase: 'done' }));
    } catch (error) {
      const failure = error instanceof AskError ? error.reason : 'unreachable';
      put(() => ({ ...idle, phase: 'failed', failure }));
    }
  }

  stop(): void {
    this.#run?.abort();
    this.#run = null;
  }

  async #tryAll(put: (change: (now: TestState) => TestState) => void, signal: AbortSignal): Promise<void> {
    const plan = planOf(await this.#parts.ask());
    const loops = new Map<RelayWay, OpenLoop>();
    const say = (way: Way, verdict: Verdict) =>
      put((now) => ({ ...now, rows: { ...now.rows, [way]: verdict } }));
    try {
      await Promise.all(
        ways.map(async (way) => {
          const configuration = plan[way];
          if (configuration === null) return say(way, { state: 'not-offered' });
          say(way, { state: 'running' });
          say(way, await this.#tryOne(way, configuration, loops, signal));
        }),
      );
      const [best] = ways.flatMap((way) => (way !== 'stun' && loops.has(way) ? [way] : []));
      const bitrate = best === undefined ? null : ((await loops.get(best)?.bandwidth()) ?? null);
      if (best !== undefined && bitrate !== null)
        put((now) => ({ ...now, bandwidth: { way: best, bitrate } }));
    } finally {
      for (const loop of loops.values()) loop.close();
    }
  }

  async #tryOne(
    way: Way,
    configuration: RTCConfiguration,
    loops: Map<RelayWay, OpenLoop>,
    signal: AbortSignal,
  ): Promise<Verdict> {
    if (way === 'stun') return stunVerdict(await this.#parts.stun(configuration, signal));
    const loop = await this.#parts.relay(configuration, signal);
    if (typeof loop === 'string') return { state: 'blocked', reason: loop };
    loops.set(way, loop);
    return { state: 'ok', rttMs: await loop.rtt() };
  }
}
