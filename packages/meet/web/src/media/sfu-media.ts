import type { RoomView } from '@stoa/protocol';
import type { Welcome } from '../session/index.ts';
import { LegMove } from './_leg-move.ts';
import { LegViews } from './_leg-tracks.ts';
import { SfuLeg } from './_sfu-leg.ts';
import type { EngineContext, MediaEngine, MediaEvent, NamedConnection } from './engine.ts';
import type { RemoteMedia } from './remote-media.ts';

type Move = Extract<MediaEvent, { type: 'media-move' }>;

/**
 * Media through an SFU that the backend drives: one leg, and a second one while the room goes to another SFU. The
 * present leg serves until everybody receives everything over the next one.
 */
export class SfuMedia implements MediaEngine {
  readonly mode = 'sfu';
  readonly #context: EngineContext;
  readonly #remote: RemoteMedia;
  readonly #views: LegViews;
  #present: SfuLeg;
  #next: SfuLeg | undefined;
  #move: LegMove | undefined;
  #started = false;

  constructor(context: EngineContext, remote: RemoteMedia) {
    this.#context = context;
    this.#remote = remote;
    this.#views = new LegViews(remote);
    this.#present = new SfuLeg(context, this.#views.present);
  }

  welcome(welcome: Welcome): void {
    const first = !this.#started;
    this.#started = true;
    if (first) {
      this.#present.sender.publish();
      // A page that was reloaded has lost its connections, though the SFU still holds their other ends.
      if (welcome.media === 'kept') this.#present.receiver.ask('fresh');
    } else if (welcome.media === 'kept') {
      // The next leg goes on when the backend says that it still holds.
      this.#present.resume();
    } else {
      this.#drop();
      this.#lost();
    }
  }

  handle(event: MediaEvent): void {
    switch (event.type) {
      case 'offer':
        return this.#legOf(event.leg)?.receiver.take(event);
      case 'media-lost':
        if (this.#legOf(event.leg) === this.#present) this.#lost();
        else this.#legOf(event.leg)?.sender.publish();
        return;
      case 'media-move':
        return this.#prepare(event);
      case 'media-switched':
        return this.#switchTo(event.leg);
      case 'media-kept':
        if (event.leg === this.#next?.number) this.#drop();
        return;
      case 'disconnected':
        this.#present.pause();
        this.#next?.pause();
        return;
      default:
    }
  }

  room(view: RoomView): void {
    this.#remote.keepOnly(new Set(view.participants.map((participant) => participant.id)));
  }

  tracksChanged(): void {
    this.#present.sender.tracksChanged();
    this.#next?.sender.tracksChanged();
  }

  configurationChanged(): void {
    this.#present.configurationChanged();
    this.#next?.configurationChanged();
  }

  restartIce(): void {
    this.#present.restartIce();
    this.#next?.restartIce();
  }

  connections(): readonly NamedConnection[] {
    return [...this.#present.connections(), ...(this.#next?.connections('-next') ?? [])];
  }

  close(): void {
    this.#drop();
    this.#present.close();
  }

  /**
   * Publish anew; the fresh offer for receiving comes by itself. Tiles keep their last picture until then. Where the
   * room is now nobody has told: under its old number the leg would be refused.
   */
  #lost(): void {
    this.#present.number = undefined;
    this.#remote.setAllLinks('connecting');
    this.#present.sender.publish();
  }

  #legOf(number: number | undefined): SfuLeg | undefined {
    if (number === undefined || number === this.#present.number) return this.#present;
    return number === this.#next?.number ? this.#next : undefined;
  }

  #prepare({ leg: number, standby: muted = false }: Move): void {
    if (this.#next?.number === number) {
      this.#next.resume();
      this.#move?.repeat();
      return;
    }
    this.#drop();
    const present = this.#present;
    const next = new SfuLeg(this.#context, this.#views.prepare(), { number, muted, before: present });
    this.#next = next;
    next.sender.publish();
    // A standby is only switched to when the present SFU dies: nothing comes over it before.
    if (muted) return;
    this.#move = new LegMove({
      views: this.#views,
      present,
      next,
      shown: () => this.#remote.state.get(),
      onReady: (gapMs) => {
        // Not heard: it is said again when the backend repeats the move. Refused: the leg is no longer wanted.
        this.#context.request({ type: 'leg-ready', leg: number, gapMs }).catch(() => undefined);
      },
    });
  }

  #switchTo(number: number): void {
    const next = this.#next;
    if (next?.number !== number) {
      // Said after each resume: a leg that is not the present one then is none.
      this.#drop();
      this.#present.number = number;
      return;
    }
    const old = this.#present;
    this.#present = next;
    this.#next = undefined;
    this.#stopMove();
    this.#views.adopt();
    next.unmute();
    if (next.receiver.connection?.connectionState === 'connected') this.#remote.setAllLinks('connected');
    old.close();
  }

  /** Gives the next leg up; the present one was never touched. */
  #drop(): void {
    this.#stopMove();
    this.#views.drop();
    this.#next?.close();
    this.#next = undefined;
  }

  #stopMove(): void {
    this.#move?.stop();
    this.#move = undefined;
  }
}
