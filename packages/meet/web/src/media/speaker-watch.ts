import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import { ownLevel, remoteLevels } from './_audio-levels.ts';
import type { NamedConnection } from './engine.ts';
import type { RemoteMediaState } from './remote-media.ts';
import { listen, silence, speakersOf } from './speaking.ts';
import type { Speaking } from './speaking.ts';

export interface SpeakerSource {
  connections(): readonly NamedConnection[];
  remote(): RemoteMediaState;
  /** Own participant id; null before the first welcome. */
  me(): string | null;
}

export interface Speakers {
  /** Who speaks, or spoke last. */
  readonly active: string | null;
  readonly speaking: readonly string[];
}

const lookMs = 200;

/** Finds out who speaks from the levels that the connections tell; tells of changes only. */
export class SpeakerWatch {
  readonly state: Store<Speakers>;
  readonly #state = createStore<Speakers>({ active: null, speaking: [] });
  readonly #source: SpeakerSource;
  readonly #seen = new WeakMap<RTCRtpReceiver, number>();
  #voices: Speaking = silence;
  #timer: ReturnType<typeof setInterval> | undefined;
  #busy = false;

  constructor(source: SpeakerSource) {
    this.#source = source;
    this.state = this.#state;
  }

  /** Again does nothing. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), lookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const connections = this.#source.connections();
      const levels = await remoteLevels(connections, this.#source.remote(), this.#seen);
      const me = this.#source.me();
      if (me !== null) levels.set(me, await ownLevel(connections));
      this.#take(listen(this.#voices, levels, performance.now()));
    } catch {
      // A connection was closed while it was looked at; the next look is soon.
    } finally {
      this.#busy = false;
    }
  }

  #take(voices: Speaking): void {
    this.#voices = voices;
    const next = { active: voices.active, speaking: speakersOf(voices) };
    const { active, speaking } = this.#state.get();
    if (active !== next.active || speaking.join() !== next.speaking.join()) this.#state.set(next);
  }
}
