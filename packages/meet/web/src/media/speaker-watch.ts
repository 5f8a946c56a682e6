import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import { AudioLevels } from './_audio-levels.ts';
import type { NamedConnection } from './engine.ts';
import type { RemoteMediaState } from './remote-media.ts';
import { listen, silence, speakersOf } from './speaking.ts';
import type { Speaking } from './speaking.ts';

export interface SpeakerSource {
  readonly connections: () => readonly NamedConnection[];
  readonly remote: () => RemoteMediaState;
  /** The own one; null when it is off. */
  readonly microphone: () => MediaStreamTrack | null;
  /** Own participant id; null before the first welcome. */
  readonly me: () => string | null;
}

export interface Speakers {
  /** Who speaks, or spoke last. */
  readonly active: string | null;
  readonly speaking: readonly string[];
}

/** Between two looks; longer where a look takes long, so that many people or a slow machine cost little. */
const pauseMs = 200;
const pauseFactor = 4;

/** Finds out who speaks from the levels that the connections tell; tells of changes only. */
export class SpeakerWatch {
  readonly state: Store<Speakers>;
  readonly #state = createStore<Speakers>({ active: null, speaking: [] });
  readonly #source: SpeakerSource;
  readonly #levels = new AudioLevels();
  #voices: Speaking = silence;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(source: SpeakerSource) {
    this.#source = source;
    this.state = this.#state;
  }

  /** Again does nothing. */
  start(): void {
    if (this.#timer === undefined) this.#wait(pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number): void {
    const timer = setTimeout(() => {
      const begun = performance.now();
      void this.#look().finally(() => {
        // Stopped, or started anew, meanwhile.
        if (this.#timer !== timer) return;
        this.#wait(Math.max(pauseMs, pauseFactor * (performance.now() - begun)));
      });
    }, ms);
    this.#timer = timer;
  }

  async #look(): Promise<void> {
    try {
      const { connections, remote, microphone, me } = this.#source;
      const { others, own } = await this.#levels.look(connections(), remote(), microphone());
      const id = me();
      if (id !== null) others.set(id, own);
      this.#take(listen(this.#voices, others, performance.now()));
    } catch {
      // A connection was closed while it was looked at; the next look is soon.
    }
  }

  #take(voices: Speaking): void {
    this.#voices = voices;
    const next = { active: voices.active, speaking: speakersOf(voices) };
    const { active, speaking } = this.#state.get();
    if (active !== next.active || speaking.join() !== next.speaking.join()) this.#state.set(next);
  }
}
