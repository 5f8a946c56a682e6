import type { LegGaps, ServerMessage } from '@stoa/protocol';
import { backoffDelay, sleep } from '../../base/index.ts';
import type { PassedMessage, Welcome } from '../session/index.ts';
import type { ConnectionInfo, LegDeps, MediaLegs } from './_media-legs.ts';
import { SfuLeg, type Seen } from './_sfu-leg.ts';

type Move = Extract<ServerMessage, { type: 'media-move' }>;

/** A stream that was silent for so long is not waited for. */
const aliveMs = 1_000;
const lookMs = 10;
/** Before a leg that stands by and failed is made anew: its SFU may have only just started. */
const standbyPause = { baseMs: 1_000, maxMs: 15_000 };

/**
 * A participant's media in a room with an SFU: one leg, and a second one while the room moves. Both legs send the same
 * packets, and whatever comes on either counts: what arrives twice is told apart by its stamp.
 */
export class SfuLegs implements MediaLegs {
  readonly #deps: LegDeps;
  #present: SfuLeg;
  #next: SfuLeg | undefined;
  #switches = 0;
  #rebuiltBefore = 0;
  #closed = false;

  constructor(deps: LegDeps) {
    this.#deps = deps;
    this.#present = this.#makeLeg();
  }

  get rebuilt(): number {
    return this.#rebuiltBefore + this.#present.rebuilt;
  }

  get switches(): number {
    return this.#switches;
  }

  start(): Promise<void> {
    return this.#present.start();
  }

  onView(): void {
    // offers tell what there is to receive
  }

  onMessage(message: PassedMessage): void {
    switch (message.type) {
      case 'media-move':
        this.#prepare(message);
        break;
      case 'media-switched':
        this.#switched(message.leg);
        break;
      case 'media-kept':
        if (this.#next?.leg === message.leg) this.#dropNext();
        break;
      case 'offer':
      case 'media-lost':
        this.#legOf(message.leg)?.onMessage(message);
        break;
      default:
    }
  }

  onResumed(welcome: Welcome): void {
    // Which leg is the present one is said again after the welcome.
    if (welcome.media !== 'kept') this.#dropNext();
    this.#present.onResumed(welcome);
  }

  connections(): ConnectionInfo[] {
    return this.#present.connections();
  }

  leaveRelay(): boolean {
    return [this.#present, this.#next].map((leg) => leg?.leaveRelay() ?? true).every(Boolean);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#present.close(), this.#next?.close()]);
  }

  #makeLeg(
    how: { readonly leg?: number; readonly muted?: boolean } = {},
    onFailed: () => void = () => {},
  ): SfuLeg {
    const leg: SfuLeg = new SfuLeg(
      {
        ...this.#deps,
        // A leg that cannot be prepared is given up by the backend, after its time.
        onProblem: (error) => {
          if (leg === this.#present) this.#deps.onProblem(error);
          else onFailed();
        },
      },
      how,
    );
    return leg;
  }

  #legOf(number: number | undefined): SfuLeg | undefined {
    if (number === undefined) return this.#present;
    return this.#next?.leg === number ? this.#next : undefined;
  }

  #prepare({ leg, standby = false }: Move): void {
    if (this.#closed) return;
    // Also when it is asked for again: after a resume the SFU knows nothing of the earlier one.
    this.#dropNext();
    if (standby) {
      this.#standBy(leg, 1);
      return;
    }
    const next = this.#makeLeg({ leg });
    this.#next = next;
    void this.#getReady(next, leg);
  }

  /** Nothing comes over a leg that stands by, and nothing is said of it; one that fails is made anew, both ways. */
  #standBy(leg: number, attempt: number): void {
    let failed = false;
    const again = async () => {
      if (failed) return;
      failed = true;
      await sleep(backoffDelay(attempt, standbyPause));
      if (this.#closed || this.#next !== next) return;
      await next.close();
      if (this.#next === next) this.#standBy(leg, attempt + 1);
    };
    const next = this.#makeLeg({ leg, muted: true }, () => void again());
    this.#next = next;
    next.start().catch(() => void again());
    // Its SFU takes the earlier receiving connection for one that stands.
    if (attempt > 1) this.#deps.session.request({ type: 'resubscribe', mode: 'fresh', leg }).catch(() => {});
  }

  async #getReady(next: SfuLeg, leg: number): Promise<void> {
    const gaps = new GapWatch();
    const watching = async (over: () => boolean) => {
      while (this.#next === next && !over()) {
        gaps.look(this.#present.seen, next.seen);
        await sleep(lookMs);
      }
    };
    try {
      const covered = watching(() => next.started && covers(this.#present.seen, next.seen));
      await next.start();
      await covered;
      if (this.#next !== next) return;
      await this.#deps.session.request({ type: 'leg-ready', leg, gapMs: gaps.result() });
    } catch {
      // The backend gives the leg up after its time, and the present one goes on.
    }
  }

  #switched(number: number): void {
    const next = this.#next;
    // Said after each resume: a leg that is not the present one then is none.
    if (next?.leg !== number) {
      this.#dropNext();
      return;
    }
    const old = this.#present;
    this.#rebuiltBefore += old.rebuilt;
    this.#switches += 1;
    next.take();
    this.#present = next;
    this.#next = undefined;
    // It was between two attempts, and nobody else would make it now.
    if (!next.started) next.start().catch((error: Error) => this.#deps.onProblem(error));
    void old.close();
  }

  #dropNext(): void {
    const next = this.#next;
    this.#next = undefined;
    void next?.close();
  }
}

/** Everything that comes over the present leg comes over the new one, too. */
function covers(present: Seen, next: Seen): boolean {
  const since = performance.now() - aliveMs;
  return [...present].every(([key, at]) => at < since || next.has(key));
}

/** The longest pauses of streams that come over two legs. */
class GapWatch {
  readonly #since = performance.now();
  readonly #last = new Map<string, number>();
  readonly #gaps = new Map<string, number>();

  /** To be called often: a pause is seen with the precision of the looks. */
  look(...legs: readonly Seen[]): void {
    for (const leg of legs) for (const [key, at] of leg) this.#note(key, at);
  }

  #note(key: string, at: number): void {
    const before = this.#last.get(key) ?? this.#since;
    if (at <= before) return;
    const kind = key.endsWith('audio') ? 'audio' : 'video';
    this.#gaps.set(kind, Math.max(this.#gaps.get(kind) ?? 0, at - before));
    this.#last.set(key, at);
  }

  result(): LegGaps {
    const of = (kind: string) => {
      const gap = this.#gaps.get(kind);
      return gap === undefined ? null : Math.min(60_000, Math.round(gap));
    };
    return { audio: of('audio'), video: of('video') };
  }
}
