import type { TrackKind } from './track-sink.ts';

/** What is known of a stream on one leg. */
export interface StreamSample {
  /** Since the connection was made. */
  readonly packets: number;
  readonly frames: number;
  /** Width of the last picture, pixels; 0 before the first. */
  readonly width: number;
  /** Sound that was made up because packets were missing, silence left out, ms; null: none comes, or nobody tells. */
  readonly madeUpMs: number | null;
}

/** A stream of the present leg that brought nothing for so long is not waited for: its sender sends nothing, ms. */
export const aliveMs = 1_000;
/** How long a picture stays on the present leg after the new one has its first, if it is narrower there, ms. */
export const widthHoldMs = 5_000;
/** A present leg that brings nothing for so long has no picture worth waiting for: its SFU may have died, ms. */
export const silentMs = 250;
/** Packets by which the new leg's jitter buffer is filled: 100 ms of Opus. */
const audioPackets = 5;

export interface Candidate {
  readonly kind: TrackKind;
  readonly present: StreamSample;
  readonly next: StreamSample;
  /** The first picture of the new leg was rendered, not only received. */
  readonly rendered: boolean;
  /** Time since then, ms. */
  readonly renderedForMs: number;
  /** Time since the present leg brought something, ms. */
  readonly silentForMs: number;
}

/**
 * May a stream be shown from the new leg? Sound once it has been coming for a moment. A picture once one was rendered:
 * a connection that stands has no keyframe yet. And not while it is narrower than the one that is shown: bandwidth
 * estimation begins anew on a new connection and takes some seconds.
 */
export function mayCross(candidate: Candidate): boolean {
  const { kind, present, next, rendered, renderedForMs, silentForMs } = candidate;
  if (kind === 'audio') return next.packets >= audioPackets;
  const better = next.width >= present.width || silentForMs >= silentMs;
  return rendered && (better || renderedForMs >= widthHoldMs);
}

/** Which streams brought something lately, by key. */
export class Liveness {
  readonly #seen = new Map<string, { readonly packets: number; readonly at: number }>();

  /** @param now ms; to be called at least every `aliveMs` */
  look(key: string, packets: number, now: number): void {
    const before = this.#seen.get(key);
    if (before !== undefined && packets <= before.packets) return;
    // The first look says nothing about now.
    this.#seen.set(key, { packets, at: before === undefined ? Number.NEGATIVE_INFINITY : now });
  }

  /** Time since it last brought something, as far as that was seen, ms. */
  silentFor(key: string, now: number): number {
    return now - (this.#seen.get(key)?.at ?? Number.NEGATIVE_INFINITY);
  }

  isAlive(key: string, now: number): boolean {
    return this.silentFor(key, now) < aliveMs;
  }
}
