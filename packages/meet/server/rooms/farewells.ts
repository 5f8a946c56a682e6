import { StoaError } from '@stoa/toolkit/base';
import type { Actor } from '../state/index.ts';
import type { Room } from './room.ts';

const most = 10_000;

/** People who left while the log was away. Bounded: of those beyond it the places are given up after the grace. */
export class Farewells {
  readonly #most: number;
  readonly #rooms = new Map<string, Actor[]>();
  #size = 0;

  constructor(limit: number = most) {
    this.#most = limit;
  }

  add({ id }: Pick<Room, 'id'>, actor: Actor): void {
    if (this.#size >= this.#most) return;
    this.#size += 1;
    this.#rooms.set(id, [...(this.#rooms.get(id) ?? []), actor]);
  }

  /** @throws MEET_LOG_UNAVAILABLE; what is not done is kept for the next time */
  async carryOut(room: Pick<Room, 'id' | 'execute'>): Promise<void> {
    for (const actor of this.#rooms.get(room.id) ?? []) {
      try {
        await room.execute({ type: 'leave', ...actor });
      } catch (error) {
        // Refused: a newer connection of the same participant took over.
        if (error instanceof StoaError && error.code === 'MEET_LOG_UNAVAILABLE') throw error;
      }
      this.#done(room.id);
    }
  }

  #done(id: string): void {
    const [, ...rest] = this.#rooms.get(id) ?? [];
    this.#size -= 1;
    if (rest.length > 0) this.#rooms.set(id, rest);
    else this.#rooms.delete(id);
  }
}
