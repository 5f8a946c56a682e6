import { mayShare } from '@stoa/protocol';
import type { RoomView } from '@stoa/protocol';
import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import type { LocalScreen, ScreenTracks } from '../media/index.ts';
import { RequestError } from '../session/index.ts';
import type { ClientRequest } from '../session/index.ts';

export interface ScreenShareSource {
  request(message: ClientRequest): Promise<unknown>;
  /** The room as last known, and who one is in it. */
  room(): { readonly view: RoomView; readonly me: string | null };
  /** What is sent has changed. */
  changed(): void;
}

/** Why sharing did not work: the system's refusal, or the server's. */
export type ScreenProblem = 'no-picture' | 'refused' | 'stopped';

export interface ScreenShareState {
  readonly problem: ScreenProblem | null;
  /** The browser's own choice is open, or the server is asked. */
  readonly busy: boolean;
}

const calm: ScreenShareState = { problem: null, busy: false };

/** Keeps what one shows and what the room knows of it in step. */
export class ScreenSharing {
  readonly state: Store<ScreenShareState>;
  readonly local: LocalScreen;
  readonly #state = createStore<ScreenShareState>(calm);
  readonly #source: ScreenShareSource;
  /** As whom the room was told; another id is another person, who has to ask again. */
  #toldAs: string | null = null;
  /** An end that the room may not know of yet. */
  #ending = false;

  constructor(local: LocalScreen, source: ScreenShareSource) {
    this.local = local;
    this.#source = source;
    this.state = this.#state;
    local.state.subscribe(() => this.#onLocal());
  }

  /** What may be sent now: only what the room agreed to. */
  get tracks(): ScreenTracks | null {
    return this.#toldAs !== null && this.#mine() === 'sharing' ? this.local.state.get() : null;
  }

  /** Shares, or asks to be allowed to; from a press of a button. */
  async start(): Promise<void> {
    const { view, me } = this.#source.room();
    const person = view.participants.find(({ id }) => id === me);
    if (person === undefined || this.#state.get().busy) return;
    if (!mayShare(view.settings.screenShare, person)) {
      return this.#try(() => this.#source.request({ type: 'screen-request' }));
    }
    this.#state.set({ problem: null, busy: true });
    const tracks = await this.local.choose().catch(() => undefined);
    if (tracks === undefined) return this.#state.set({ problem: 'no-picture', busy: false });
    this.#state.set(calm);
    if (tracks === null) return;
    this.local.show(tracks);
    await this.#tell();
  }

  /** Ends the share, or withdraws the request. */
  stop(): void {
    this.local.stop();
    if (this.#mine() !== undefined) this.#end();
  }

  dismiss(): void {
    this.#state.set(calm);
  }

  /** The room changed, or the page is back in it. */
  follow(): void {
    const { me } = this.#source.room();
    if (me === null) return;
    if (this.local.state.get() === null) {
      // After a reload the room still believes that there is a screen.
      if (this.#mine() === 'sharing') this.#end();
    } else if (this.#toldAs !== null && this.#toldAs !== me) {
      void this.#tell();
    } else if (this.#toldAs === me && this.#mine() !== 'sharing') {
      this.#toldAs = null;
      this.local.stop();
      this.#state.set({ problem: 'stopped', busy: false });
    }
  }

  #mine() {
    const { view, me } = this.#source.room();
    return view.participants.find(({ id }) => id === me)?.screen;
  }

  #onLocal(): void {
    if (this.local.state.get() === null && this.#toldAs !== null) {
      this.#toldAs = null;
      this.#end();
    }
    this.#source.changed();
  }

  async #tell(): Promise<void> {
    this.#toldAs = null;
    const { me } = this.#source.room();
    const tracks = this.local.state.get();
    await this.#try(() => this.#source.request({ type: 'screen', on: true }));
    if (tracks === null || this.local.state.get() !== tracks) return;
    if (this.#mine() !== 'sharing') return this.local.stop();
    this.#toldAs = me;
    this.#source.changed();
  }

  #end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#source
      .request({ type: 'screen', on: false })
      // Without a connection the next look at the room ends it.
      .catch(() => undefined)
      .finally(() => {
        this.#ending = false;
      });
  }

  async #try(ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      if (error instanceof RequestError && error.code === 'connection-lost') return;
      this.#state.set({ problem: 'refused', busy: false });
    }
  }
}
