import type { StreamRef } from './subscriptions.ts';

const keyOf = ({ feed, mid }: StreamRef) => `${feed}/${mid ?? ''}`;

/** Feeds and streams that Janus did not have when we asked: not asked for again before some time has passed. */
export class Postponed {
  readonly #until = new Map<string, number>();
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** @param now ms of a steady clock, here and below */
  add(ref: StreamRef, now: number): void {
    this.#until.set(keyOf(ref), now + this.#ms);
  }

  delete(ref: StreamRef): void {
    this.#until.delete(keyOf(ref));
  }

  /** May it be asked for (again)? */
  isDue(ref: StreamRef, now: number): boolean {
    return (this.#until.get(keyOf(ref)) ?? 0) <= now;
  }
}
