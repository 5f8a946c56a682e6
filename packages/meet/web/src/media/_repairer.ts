import { nextRepair } from './_repair-policy.ts';
import type { RepairStep } from './_repair-policy.ts';

/** Watches the state of one PeerConnection (or its successors) and calls for repair when it is due. */
export class Repairer {
  readonly #repair: (action: RepairStep['action']) => void;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #paused = false;

  constructor(repair: (action: RepairStep['action']) => void) {
    this.#repair = repair;
  }

  observe(state: RTCPeerConnectionState): void {
    clearTimeout(this.#timer);
    if (this.#paused) return;
    if (state === 'connected') this.#tries = 0;
    const step = nextRepair(state, this.#tries);
    if (step === null) return;
    this.#timer = setTimeout(() => {
      this.#tries += 1;
      this.#repair(step.action);
      // If the repair changes nothing, no event comes: look again.
      this.observe(state === 'failed' ? 'failed' : 'connecting');
    }, step.afterMs);
  }

  /** A repair could not even be asked for: the next one follows the same pauses. */
  failed(): void {
    if (this.#paused) return;
    this.#tries += 1;
    this.observe('failed');
  }

  /** Without a connection to the backend nothing can be negotiated, and what still runs must not be given up. */
  pause(): void {
    this.#paused = true;
    clearTimeout(this.#timer);
  }

  /** The backend is back: the schedule starts anew with the state as it is by now. */
  resume(state: RTCPeerConnectionState): void {
    this.#tries = 0;
    this.renew(state);
  }

  /** Another connection takes the place of the one before; whether it is better, only its success tells. */
  renew(state: RTCPeerConnectionState): void {
    this.#paused = false;
    this.observe(state);
  }
}
