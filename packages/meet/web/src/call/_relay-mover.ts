import type { ServerMessage } from '@stoa/protocol';
import { isOnNewPath } from '../media/index.ts';
import type { NamedConnection } from '../media/index.ts';
import type { IceServerList } from './_ice-server-keeper.ts';

export type RelayMove = Extract<ServerMessage, { type: 'relay-move' }>;

export interface RelayMoverDeps {
  /** Takes new ICE servers for every connection. */
  readonly use: (list: IceServerList) => void;
  readonly restartIce: () => void;
  readonly connections: () => readonly NamedConnection[];
  /** Tells the backend that the relay is used no more; rejects when it cannot be told. */
  readonly confirm: (relay: string) => Promise<unknown>;
}

const lookMs = 250;

/** Takes the call to another relay before one goes: media runs over the old one until the new path is chosen. */
export class RelayMover {
  readonly #deps: RelayMoverDeps;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(deps: RelayMoverDeps) {
    this.#deps = deps;
  }

  move(move: RelayMove): void {
    clearTimeout(this.#timer);
    this.#stopped = false;
    this.#deps.use(move);
    this.#deps.restartIce();
    this.#look(move, Date.now() + move.withinMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Looks again and again until the old relay may go, or is gone. */
  #look(move: RelayMove, until: number): void {
    this.#timer = setTimeout(() => void this.#lookOnce(move, until), lookMs);
  }

  async #lookOnce(move: RelayMove, until: number): Promise<void> {
    const timer = this.#timer;
    const done = await this.#isDone(move);
    // Stopped, or about another relay by now.
    if (timer !== this.#timer || this.#stopped) return;
    if (!done && Date.now() < until) this.#look(move, until);
  }

  async #isDone({ relay, iceServers }: RelayMove): Promise<boolean> {
    const urls = iceServers.flatMap((server) => server.urls);
    const checks = this.#deps.connections().map(async ({ connection }) => {
      if (connection.connectionState === 'closed') return true;
      const sdp = connection.localDescription?.sdp ?? '';
      return isOnNewPath(await connection.getStats(), sdp, urls);
    });
    try {
      if (!(await Promise.all(checks)).every(Boolean)) return false;
      await this.#deps.confirm(relay);
      return true;
    } catch {
      return false;
    }
  }
}
