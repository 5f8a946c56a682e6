import type { IceServer } from '@stoa/protocol';

/** TURN credentials are renewed when this share of their life is over. */
const renewAt = 0.8;

interface Lease {
  readonly iceServers: readonly IceServer[];
  /** Milliseconds since the epoch; null = for ever. */
  readonly expireAt: number | null;
}

/** The ICE servers of a session, renewed before their credentials expire. */
export class IceServers {
  readonly #ask: () => Promise<Lease>;
  readonly #onRenewed: (iceServers: readonly IceServer[]) => void;
  #current: readonly IceServer[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(ask: () => Promise<Lease>, onRenewed: (iceServers: readonly IceServer[]) => void) {
    this.#ask = ask;
    this.#onRenewed = onRenewed;
  }

  get current(): readonly IceServer[] {
    return this.#current;
  }

  use({ iceServers, expireAt }: Lease): void {
    this.#current = iceServers;
    this.stop();
    if (expireAt === null) return;
    const delay = Math.min(2 ** 31 - 1, Math.max(1_000, (expireAt - Date.now()) * renewAt));
    this.#timer = setTimeout(() => void this.#renew(), delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #renew(): Promise<void> {
    try {
      const lease = await this.#ask();
      this.use(lease);
      this.#onRenewed(lease.iceServers);
    } catch {
      // the welcome after a resume brings new ones
    }
  }
}
