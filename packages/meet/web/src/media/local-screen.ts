import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';

/** The part of `navigator.mediaDevices` that is used; phones have no screens to share. */
export type ScreenDevices = Pick<MediaDevices, 'getDisplayMedia'> | undefined;

export interface ScreenTracks {
  readonly video: MediaStreamTrack;
  /** Where the browser gives the sound of what is shown, and the person did not switch it off. */
  readonly audio: MediaStreamTrack | null;
}

const options = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: true,
} as const satisfies DisplayMediaStreamOptions;

export function screenDevices(): ScreenDevices {
  // Not there outside secure contexts, and on phones.
  const devices: Partial<MediaDevices> | undefined = navigator.mediaDevices;
  return devices?.getDisplayMedia === undefined ? undefined : navigator.mediaDevices;
}

/** The own screen, window or tab while it is captured. */
export class LocalScreen {
  readonly state: Store<ScreenTracks | null>;
  readonly #state = createStore<ScreenTracks | null>(null);
  readonly #devices: ScreenDevices;

  constructor(devices: ScreenDevices) {
    this.#devices = devices;
    this.state = this.#state;
  }

  get supported(): boolean {
    return this.#devices !== undefined;
  }

  /**
   * Lets the person choose; has to be called from a press of a button.
   * @returns what was chosen; null: nothing, which is no fault
   * @throws DOMException where the system does not give a picture
   */
  async choose(): Promise<ScreenTracks | null> {
    let stream: MediaStream;
    try {
      stream = await this.#capture();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') return null;
      throw error;
    }
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (video === undefined) return null;
    // Text has to stay sharp; the frame rate gives way.
    video.contentHint = 'detail';
    return { video, audio: audio ?? null };
  }

  /** Shows what was chosen; ends by itself when the person stops it in the browser's own bar. */
  show(tracks: ScreenTracks): void {
    this.stop();
    tracks.video.addEventListener('ended', () => {
      if (this.#state.get() === tracks) this.stop();
    });
    this.#state.set(tracks);
  }

  stop(): void {
    const tracks = this.#state.get();
    if (tracks === null) return;
    this.#state.set(null);
    tracks.video.stop();
    tracks.audio?.stop();
  }

  #capture(): Promise<MediaStream> {
    if (this.#devices === undefined) throw new DOMException('no screen capture here', 'NotSupportedError');
    return this.#devices.getDisplayMedia(options);
  }
}
