import type { IceServer } from '@stoa/protocol';
import { refreshDelay } from '../media/index.ts';
import { RequestError } from '../session/index.ts';

export interface IceServerList {
  readonly iceServers: readonly IceServer[];
  /** ms since the epoch; null: they do not expire. */
  readonly expireAt: number | null;
}

const retryMs = 30_000;

/** Holds the ICE servers of a call and gets new credentials before the old ones expire. */
export class IceServerKeeper {
  readonly #ask: () => Promise<IceServerList>;
  readonly #onChange: () => void;
  #servers: readonly IceServer[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ask gets new ones from the backend; rejects with a RequestError */
  constructor(ask: () => Promise<IceServerList>, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get servers(): readonly IceServer[] {
    return this.#servers;
  }

  use({ iceServers, expireAt }: IceServerList): void {
    this.#servers = iceServers;
    this.stop();
    if (expireAt !== null) this.#refreshIn(refreshDelay(Date.now(), expireAt));
    this.#onChange();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #refreshIn(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#ask().then(
        (list) => this.use(list),
        (error: unknown) => {
          // Without a connection the next welcome brings new ones.
          if (error instanceof RequestError && error.code === 'connection-lost') return;
          this.#refreshIn(retryMs);
        },
      );
    }, delayMs);
  }
}
