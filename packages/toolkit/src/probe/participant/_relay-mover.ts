import { sleep } from '../../base/index.ts';
import type { PassedMessage, SessionClient } from '../session/index.ts';

type RelayMove = Extract<PassedMessage, { type: 'relay-move' }>;

export interface RelayMoverDeps {
  readonly session: Pick<SessionClient, 'request'>;
  /** See `MediaLegs`. */
  readonly leaveRelay: () => boolean;
}

const lookMs = 100;

/** Takes a participant's media to another relay before one goes, and tells the backend when nothing runs over it. */
export class RelayMover {
  readonly #deps: RelayMoverDeps;
  #latest: RelayMove | undefined;
  #moved = 0;

  constructor(deps: RelayMoverDeps) {
    this.#deps = deps;
  }

  /** How often media left a relay. */
  get moved(): number {
    return this.#moved;
  }

  /** The session uses the new ICE servers already. Never fails: the relay's end is felt where it was not left. */
  async move(move: RelayMove): Promise<void> {
    this.#latest = move;
    const until = performance.now() + move.withinMs;
    let looks = 0;
    while (this.#latest === move && performance.now() < until) {
      if (this.#deps.leaveRelay()) {
        if (looks > 0) this.#moved += 1;
        await this.#deps.session
          .request({ type: 'relay-moved', relay: move.relay }, { keepMs: 10_000 })
          .catch(() => {});
        return;
      }
      looks += 1;
      await sleep(lookMs);
    }
  }

  stop(): void {
    this.#latest = undefined;
  }
}
