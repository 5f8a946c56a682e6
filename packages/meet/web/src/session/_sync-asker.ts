import type { ClientRequest } from './_link.ts';

/** Asks for what was missed of the room; one question at a time is enough. */
export class SyncAsker {
  readonly #request: (message: ClientRequest) => Promise<unknown>;
  #asking = false;

  constructor(request: (message: ClientRequest) => Promise<unknown>) {
    this.#request = request;
  }

  /** @param version the last one seen; 0 for the whole room */
  ask(version: number): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#request({ type: 'sync', version })
      .catch(() => undefined)
      .finally(() => {
        this.#asking = false;
      });
  }

  /** A welcome has brought everything; an answer that is still to come does not matter. */
  forget(): void {
    this.#asking = false;
  }
}
