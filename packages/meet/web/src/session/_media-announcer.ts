import type { RoomView } from '@stoa/protocol';
import type { ClientRequest } from './_link.ts';
import { RequestError } from './_requests.ts';

export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
}

const retryMs = 2_000;

/** Keeps the room's idea of the own microphone and camera equal to the wanted one, over reconnects and refusals. */
export class MediaAnnouncer {
  readonly #send: (message: ClientRequest) => Promise<unknown>;
  readonly #again: () => void;
  #wanted: MediaState | undefined;
  /** Sent since the last welcome and not refused: counts before the event comes back. */
  #sent: MediaState | undefined;
  #busy = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param again asks for another {@link reconcile} with the room as it is by then */
  constructor(send: (message: ClientRequest) => Promise<unknown>, again: () => void) {
    this.#send = send;
    this.#again = again;
  }

  want(media: MediaState): void {
    this.#wanted = media;
  }

  /** A new connection: what was sent on the old one may not have arrived. */
  forget(): void {
    this.#sent = undefined;
    clearTimeout(this.#retry);
  }

  /** Sends the difference, if there is one. Called whenever the room or the wish changes. */
  reconcile(view: RoomView, me: string | null): void {
    const wanted = this.#wanted;
    const shown = this.#sent ?? view.participants.find((p) => p.id === me);
    if (wanted === undefined || shown === undefined || this.#busy) return;
    if (shown.audio === wanted.audio && shown.video === wanted.video) return;
    this.#busy = true;
    this.#sent = wanted;
    this.#send({ type: 'media', audio: wanted.audio, video: wanted.video })
      .catch((error: unknown) => {
        this.#sent = undefined;
        if (error instanceof RequestError && error.code !== 'connection-lost' && error.retryable) {
          clearTimeout(this.#retry);
          this.#retry = setTimeout(this.#again, retryMs);
        }
      })
      .finally(() => {
        this.#busy = false;
        if (this.#sent !== undefined && this.#wanted !== wanted) this.#again();
      });
  }
}
