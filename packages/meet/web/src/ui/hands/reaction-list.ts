import type { Reaction } from '@stoa/protocol';
import { createStore } from '../../base/index.ts';
import type { Store } from '../../base/index.ts';

export interface ShownReaction {
  readonly id: number;
  readonly from: string;
  readonly reaction: Reaction;
}

/** More at once would hide the call. */
const mostReactions = 12;
const shownMs = 4_000;

/** The reactions on screen, oldest first; each goes by itself. */
export class ReactionList {
  readonly state: Store<readonly ShownReaction[]>;
  readonly #state = createStore<readonly ShownReaction[]>([]);
  #count = 0;

  constructor() {
    this.state = this.#state;
  }

  add(from: string, reaction: Reaction): void {
    this.#count += 1;
    const id = this.#count;
    this.#state.update((now) => [...now, { id, from, reaction }].slice(-mostReactions));
    setTimeout(() => this.#state.update((now) => now.filter((one) => one.id !== id)), shownMs);
  }
}
