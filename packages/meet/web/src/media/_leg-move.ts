import type { LegGaps } from '@stoa/protocol';
import { Liveness, mayCross, type StreamSample } from './_crossing.ts';
import { FrameWatch } from './_frame-watch.ts';
import { keyOf, type LegViews, type StreamKey } from './_leg-tracks.ts';
import type { SfuLeg } from './_sfu-leg.ts';
import { SoundGap } from './_sound-gap.ts';
import { statsOf } from './_stats-of.ts';
import { samplesOf } from './_stream-samples.ts';
import type { RemoteMediaState } from './remote-media.ts';

const lookMs = 100;
/** Looks before it is known which streams bring something. */
const looksAtLeast = 5;
/** Of a pause that is told, as the protocol has it. */
const longestMs = 60_000;
const none: StreamSample = { packets: 0, frames: 0, width: 0, madeUpMs: null };

export interface LegMoveDeps {
  readonly views: LegViews;
  readonly present: SfuLeg;
  readonly next: SfuLeg;
  /** What is shown. */
  readonly shown: () => RemoteMediaState;
  /** Everything comes over the next leg, and is shown from it. */
  readonly onReady: (gapMs: LegGaps) => void;
}

type Samples = ReadonlyMap<string, StreamSample>;

async function samples({ receiver: { connection } }: SfuLeg): Promise<Samples> {
  const report = connection && (await statsOf(connection));
  return report === undefined ? new Map() : samplesOf(report);
}

/** Brings what is shown from the present leg to the next one, stream by stream, as soon as each may. */
export class LegMove {
  readonly #deps: LegMoveDeps;
  readonly #liveness = new Liveness();
  /** Pictures of the next leg that are not shown yet, by stream. */
  readonly #watches = new Map<string, FrameWatch>();
  /** When the first picture of the next leg was there, where only the decoder tells. */
  readonly #decodedAt = new Map<string, number>();
  /** What is shown, by participant: how smooth the move looks. */
  readonly #shown = new Map<string, FrameWatch>();
  readonly #heard = new SoundGap();
  #looks = 0;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(deps: LegMoveDeps) {
    this.#deps = deps;
    void this.#run();
  }

  /** Says again that everything is there, if it is: the first time may not have been heard. */
  repeat(): void {
    if (this.#ready) this.#deps.onReady(this.#gaps());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const watch of [...this.#watches.values(), ...this.#shown.values()]) watch.stop();
  }

  async #run(): Promise<void> {
    try {
      const { present, next } = this.#deps;
      const [old, fresh] = await Promise.all([samples(present), samples(next)]);
      if (!this.#stopped) this.#look(old, fresh);
    } catch {
      // A connection was made anew in between; the next look is soon.
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#run(), lookMs);
  }

  #look(old: Samples, fresh: Samples): void {
    const { views, next, onReady } = this.#deps;
    const now = performance.now();
    this.#looks += 1;
    this.#watchShown();
    let complete = next.sender.connection?.connectionState === 'connected';
    for (const stream of views.streams()) {
      const present = old.get(views.track('present', stream)?.id ?? '') ?? none;
      this.#liveness.look(keyOf(stream), present.packets, now);
      this.#listen(stream, present, fresh);
      if (!this.#liveness.isAlive(keyOf(stream), now) || views.hasCrossed(stream)) continue;
      const track = views.track('next', stream);
      if (track && this.#mayCross(stream, track, present, fresh.get(track.id) ?? none, now))
        this.#cross(stream);
      else complete = false;
    }
    if (!complete || this.#ready || this.#looks < looksAtLeast) return;
    this.#ready = true;
    onReady(this.#gaps());
  }

  #mayCross(
    stream: StreamKey,
    track: MediaStreamTrack,
    present: StreamSample,
    next: StreamSample,
    now: number,
  ): boolean {
    const { kind } = stream;
    const since = kind === 'video' ? this.#renderedSince(keyOf(stream), track, next, now) : null;
    const renderedForMs = since === null ? 0 : now - since;
    const silentForMs = this.#liveness.silentFor(keyOf(stream), now);
    return mayCross({ kind, present, next, rendered: since !== null, renderedForMs, silentForMs });
  }

  #renderedSince(key: string, track: MediaStreamTrack, next: StreamSample, now: number): number | null {
    if (!this.#watches.has(key)) this.#watches.set(key, new FrameWatch(new MediaStream([track])));
    const { firstAt = null } = this.#watches.get(key) ?? {};
    if (firstAt !== null || FrameWatch.isPossible) return firstAt;
    // Decoded pictures, where nobody tells which were rendered.
    if (next.frames < 2) return null;
    const since = this.#decodedAt.get(key) ?? now;
    this.#decodedAt.set(key, since);
    return since;
  }

  #cross(stream: StreamKey): void {
    this.#deps.views.cross(stream);
    this.#watches.get(keyOf(stream))?.stop();
    this.#watches.delete(keyOf(stream));
  }

  #watchShown(): void {
    for (const [participant, { stream }] of Object.entries(this.#deps.shown())) {
      if (!this.#shown.has(participant)) this.#shown.set(participant, new FrameWatch(stream));
    }
  }

  /** To what is heard: the next leg once the stream has crossed. */
  #listen(stream: StreamKey, present: StreamSample, fresh: Samples): void {
    const crossed = this.#deps.views.hasCrossed(stream);
    const id = this.#deps.views.track('next', stream)?.id ?? '';
    const { madeUpMs } = crossed ? (fresh.get(id) ?? none) : present;
    this.#heard.look(keyOf(stream), crossed ? 'next' : 'present', madeUpMs);
  }

  #gaps(): LegGaps {
    const now = performance.now();
    const gaps = [...this.#shown.values()].flatMap((watch) => watch.longestGap(now) ?? []);
    const told = (ms: number | null) => (ms === null ? null : Math.round(Math.min(longestMs, ms)));
    return { audio: told(this.#heard.longest), video: told(gaps.length === 0 ? null : Math.max(...gaps)) };
  }
}
