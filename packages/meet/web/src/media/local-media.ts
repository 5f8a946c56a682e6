import { createSerial, createStore } from '../base/index.ts';
import type { Store, WritableStore } from '../base/index.ts';
import { defaultSettings } from '../settings/index.ts';
import type { Settings } from '../settings/index.ts';
import { constraintsOf } from './constraints.ts';
import type { Choice, DeviceKind } from './constraints.ts';
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

/** The microphone in use was unplugged, and this one took its place. */
export interface FallBack {
  readonly label: string;
}

/** The part of `navigator.mediaDevices` that is used; undefined outside secure contexts. */
export type Devices = Pick<MediaDevices, 'getUserMedia'> | undefined;

const nothing: DeviceState = { on: false, track: null, problem: null };

/** Own microphone and camera. Everything works without either; what is missing is said, not thrown. */
export class LocalMedia {
  readonly state: Store<LocalMediaState>;
  /** Until another microphone is chosen. */
  readonly fallBack: Store<FallBack | null>;
  readonly #state = createStore<LocalMediaState>({
    audio: nothing,
    video: nothing,
    opening: false,
    closed: false,
  });
  readonly #fallBack = createStore<FallBack | null>(null);
  readonly #devices: Devices;
  readonly #settings: WritableStore<Settings>;
  /** One change of a device after the other: the last one wins. */
  readonly #turns = { audio: createSerial(), video: createSerial() };

  constructor(devices: Devices, settings: WritableStore<Settings> = createStore(defaultSettings)) {
    this.#devices = devices;
    this.#settings = settings;
    this.state = this.#state;
    this.fallBack = this.#fallBack;
  }

  /** Asks for both at once, so that there is one prompt; then for each alone, so that one is better than none. */
  async open(wanted: Readonly<Record<DeviceKind, boolean>>): Promise<void> {
    this.#state.update((now) => ({ ...now, opening: true }));
    if (wanted.audio && wanted.video && this.#devices !== undefined) {
      const settings = this.#settings.get();
      try {
        const both = { audio: constraintsOf('audio', settings), video: constraintsOf('video', settings) };
        this.#take(await this.#devices.getUserMedia(both));
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

  async set(kind: DeviceKind, on: boolean): Promise<void> {
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

  toggle(kind: DeviceKind): Promise<void> {
    return this.set(kind, !this.#state.get()[kind].on);
  }

  /**
   * Changes to another device and remembers it; one that is off stays off, a muted microphone stays muted. The old
   * device is let go when the new one runs. @returns whether that worked; if not, the old device goes on
   */
  choose(kind: DeviceKind, device: string): Promise<boolean> {
    return this.#turns[kind](async () => {
      const { track, problem } = this.#state.get()[kind];
      if ((track !== null || problem !== null) && !(await this.#replace(kind, { device }))) return false;
      const field = kind === 'audio' ? 'microphone' : 'camera';
      this.#settings.update((now) => ({ ...now, [field]: device }));
      if (kind === 'audio') this.#fallBack.set(null);
      return true;
    });
  }

  /** To the camera on the other side of a phone. @returns whether there is one */
  flipCamera(): Promise<boolean> {
    return this.#turns.video(async () => {
      const facing = this.#state.get().video.track?.getSettings().facingMode;
      return this.#replace('video', { facing: facing === 'environment' ? 'user' : 'environment' });
    });
  }

  /** Takes changed settings of the sound's processing over into the microphone that runs. */
  applyProcessing(): Promise<void> {
    return this.#turns.audio(async () => {
      const { track } = this.#state.get().audio;
      if (track === null) return;
      const wanted = constraintsOf('audio', this.#settings.get());
      await track.applyConstraints(wanted).catch(() => undefined);
      // Chromium says yes to changed processing of a running microphone, and leaves it as it is; opened a second time
      // beside the first it has the processing of the first.
      if (this.#devices === undefined || hasProcessing(track, wanted)) return;
      await this.#replaceFreed(this.#devices, 'audio', track, {
        device: track.getSettings().deviceId ?? '',
      });
    });
  }

  close(): void {
    for (const kind of ['audio', 'video'] as const) this.#state.get()[kind].track?.stop();
    this.#state.set({ audio: nothing, video: nothing, opening: false, closed: true });
  }

  async #openOne(kind: DeviceKind): Promise<void> {
    if (this.#devices === undefined) return this.#patch(kind, { ...nothing, problem: 'insecure' });
    try {
      this.#take(await this.#rememberedOrAny(this.#devices, kind));
    } catch (error) {
      this.#patch(kind, { ...nothing, problem: problemOf(error) });
    }
  }

  /** The remembered device may be in a drawer today; its choice is kept. */
  async #rememberedOrAny(devices: NonNullable<Devices>, kind: DeviceKind): Promise<MediaStream> {
    try {
      return await devices.getUserMedia(this.#constraints(kind));
    } catch (error) {
      // Nothing else is asked again: it would be a second prompt.
      if (problemOf(error) !== 'missing') throw error;
      return devices.getUserMedia(this.#constraints(kind, { device: '' }));
    }
  }

  async #replace(kind: DeviceKind, choice: Choice, on?: boolean): Promise<boolean> {
    if (this.#devices === undefined) return false;
    try {
      this.#take(await this.#devices.getUserMedia(this.#constraints(kind, choice)), on);
      return true;
    } catch {
      const { track } = this.#state.get()[kind];
      if (kind === 'audio' || track === null) return false;
      return this.#replaceFreed(this.#devices, 'video', track, choice);
    }
  }

  /** The old one goes first, as many phones have one camera at a time; it comes back when the new one does not. */
  async #replaceFreed(
    devices: NonNullable<Devices>,
    kind: DeviceKind,
    old: MediaStreamTrack,
    choice: Choice,
  ): Promise<boolean> {
    const { deviceId = '' } = old.getSettings();
    old.stop();
    try {
      this.#take(await devices.getUserMedia(this.#constraints(kind, choice)));
      return true;
    } catch {
      await devices
        .getUserMedia(this.#constraints(kind, { device: deviceId }))
        .then((stream) => this.#take(stream))
        .catch((error: unknown) => this.#patch(kind, { ...nothing, problem: problemOf(error) }));
      return false;
    }
  }

  #constraints(kind: DeviceKind, choice: Choice = null): MediaStreamConstraints {
    return { [kind]: constraintsOf(kind, this.#settings.get(), choice) };
  }

  /** @param asked whether the device is to be on; default: as the one before, or on when there was none */
  #take(stream: MediaStream, asked?: boolean): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind === 'audio' ? 'audio' : 'video';
      if (this.#state.get().closed) {
        track.stop();
        continue;
      }
      const before = this.#state.get()[kind];
      const on = asked ?? (before.track === null || before.on);
      track.enabled = on;
      before.track?.stop();
      track.addEventListener('ended', () => void this.#unplugged(kind, track));
      this.#patch(kind, { on, track, problem: null });
    }
  }

  /**
   * Another microphone takes the place of one that went, as loud or as muted as before. A camera does not: nobody is
   * filmed by one that they did not choose.
   */
  async #unplugged(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    const before = this.#state.get()[kind];
    if (before.track !== track) return;
    this.#patch(kind, { ...nothing, problem: 'unplugged' });
    if (kind === 'video') return;
    await this.#turns.audio(async () => {
      const isLost = () => this.#state.get().audio.problem === 'unplugged';
      if (!isLost() || !(await this.#replace('audio', { device: '' }, before.on))) return;
      this.#fallBack.set({ label: this.#state.get().audio.track?.label ?? '' });
    });
  }

  #patch(kind: DeviceKind, change: Partial<DeviceState>): void {
    this.#state.update((now) => ({ ...now, [kind]: { ...now[kind], ...change } }));
  }
}

function hasProcessing(track: MediaStreamTrack, wanted: MediaTrackConstraints): boolean {
  const has = track.getSettings();
  return (['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).every(
    // A browser that does not say cannot be asked again and again.
    (name) => has[name] === undefined || has[name] === wanted[name],
  );
}
