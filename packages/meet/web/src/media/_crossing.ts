import type { TrackKind } from './track-sink.ts';

/** What is known of a stream on one leg. */
export interface StreamSample {
  /** Since the connection was made. */
  readonly packets: number;
  readonly frames: number;
  /** Width of the last picture, pixels; 0 before the first. */
  readonly width: number;
}

/** A stream of the present leg that brought nothing for so long is not waited for: its sender sends nothing, ms. */
export const aliveMs = 1_000;
/** How long a picture stays on the present leg after the new one has its first, if it is narrower there, ms. */
export const widthHoldMs = 5_000;
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
}

/**
 * May a stream be shown from the new leg? Sound once it has been coming for a moment. A picture once one was rendered:
 * a connection that stands has no keyframe yet. And not while it is narrower than the one that is shown: bandwidth
 * estimation begins anew on a new connection and takes some seconds.
 */
export function mayCross({ kind, present, next, rendered, renderedForMs }: Candidate): boolean {
  if (kind === 'audio') return next.packets >= audioPackets;
  return rendered && (next.width >= present.width || renderedForMs >= widthHoldMs);
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

  isAlive(key: string, now: number): boolean {
    return now - (this.#seen.get(key)?.at ?? Number.NEGATIVE_INFINITY) < aliveMs;
  }
}
