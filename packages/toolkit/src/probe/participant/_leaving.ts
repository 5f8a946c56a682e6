import type { RTCPeerConnection } from 'werift';
import { isOnGivenRelay, type PeerOptions } from '../rtc/index.ts';

/** What did not bring a connection to another relay by then is tried again, ms. */
const againMs = 5_000;

/** Which connections are on their way to another relay. */
export class Leaving {
  readonly #since = new WeakMap<RTCPeerConnection, number>();

  /**
   * @param change brings a connection that is up to another relay; a failure is tried again
   * @returns true when there is nothing to do
   */
  look(
    pc: RTCPeerConnection | undefined,
    options: PeerOptions,
    change: (pc: RTCPeerConnection) => Promise<unknown>,
  ): boolean {
    if (pc === undefined || isOnGivenRelay(pc, options)) return true;
    const since = this.#since.get(pc) ?? -Infinity;
    // One that is being made gets a relay that stays, or is looked at once it is up.
    if (pc.connectionState !== 'connected' || performance.now() - since < againMs) return false;
    this.#since.set(pc, performance.now());
    change(pc).catch(() => {});
    return false;
  }
}
