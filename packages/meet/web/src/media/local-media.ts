import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import { problemOf } from './media-problem.ts';
import type { MediaProblem } from './media-problem.ts';

export interface DeviceState {
  /** What the person sees as on: a microphone that is not muted, a camera that films. */
  readonly on: boolean;
  readonly track: MediaStreamTrack | null;
  readonly problem: MediaProblem | null;
}

export interface LocalMediaState {
  readonly audio: DeviceState;
  readonly video: DeviceState;
  /** The first answer of the browser (or the person at its prompt) is still awaited. */
  readonly opening: boolean;
  /** Everything was released for good. */
  readonly closed: boolean;
}

type Kind = 'audio' | 'video';
/** The part of `navigator.mediaDevices` that is used; undefined outside secure contexts. */
export type Devices = Pick<MediaDevices, 'getUserMedia'> | undefined;

const nothing: DeviceState = { on: false, track: null, problem: null };

const constraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 30, max: 30 } },
} as const satisfies MediaStreamConstraints;

/** Own microphone and camera. Everything works without either; what is missing is said, not thrown. */
export class LocalMedia {
  readonly state: Store<LocalMediaState>;
  readonly #state = createStore<LocalMediaState>({
    audio: nothing,
    video: nothing,
    opening: false,
    closed: false,
  });
  readonly #devices: Devices;

  constructor(devices: Devices) {
    this.#devices = devices;
    this.state = this.#state;
  }

  /** Asks for both at once, so that there is one prompt; then for each alone, so that one is better than none. */
  async open(wanted: Readonly<Record<Kind, boolean>>): Promise<void> {
    this.#state.update((now) => ({ ...now, opening: true }));
    if (wanted.audio && wanted.video && this.#devices !== undefined) {
      try {
        this.#take(await this.#devices.getUserMedia(constraints));
      } catch {
        await this.#openOne('audio');
        await this.#openOne('video');
      }
    } else {
      if (wanted.audio) await this.#openOne('audio');
      if (wanted.video) await this.#openOne('video');
    }
    this.#state.update((now) => ({ ...now, opening: false }));
  }

  async set(kind: Kind, on: boolean): Promise<void> {
    const { track } = this.#state.get()[kind];
    if (on && track === null) return this.#openOne(kind);
    if (track === null) return;
    if (kind === 'audio') {
      // The microphone stays open while muted: unmuting is immediate.
      track.enabled = on;
      return this.#patch(kind, { on });
    }
    if (!on) {
      // The camera's light goes out.
      track.stop();
      this.#patch(kind, nothing);
    }
  }

  toggle(kind: Kind): Promise<void> {
    return this.set(kind, !this.#state.get()[kind].on);
  }

  close(): void {
    for (const kind of ['audio', 'video'] as const) this.#state.get()[kind].track?.stop();
    this.#state.set({ audio: nothing, video: nothing, opening: false, closed: true });
  }

  async #openOne(kind: Kind): Promise<void> {
    if (this.#devices === undefined) return this.#patch(kind, { ...nothing, problem: 'insecure' });
    try {
      this.#take(await this.#devices.getUserMedia({ [kind]: constraints[kind] }));
    } catch (error) {
      this.#patch(kind, { ...nothing, problem: problemOf(error) });
    }
  }

  #take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind === 'audio' ? 'audio' : 'video';
      if (this.#state.get().closed) {
        track.stop();
        continue;
      }
      this.#state.get()[kind].track?.stop();
      track.addEventListener('ended', () => {
        if (this.#state.get()[kind].track === track) this.#patch(kind, { ...nothing, problem: 'unplugged' });
      });
      this.#patch(kind, { on: true, track, problem: null });
    }
  }

  #patch(kind: Kind, change: Partial<DeviceState>): void {
    this.#state.update((now) => ({ ...now, [kind]: { ...now[kind], ...change } }));
  }
}
