import type { RoomView } from '@stoa/protocol';
import type { Welcome } from '../session/index.ts';
import { SfuReceiver } from './_sfu-receiver.ts';
import { SfuSender } from './_sfu-sender.ts';
import type { EngineContext, MediaEngine, MediaEvent, NamedConnection } from './engine.ts';
import type { RemoteMedia } from './remote-media.ts';

/** Media through an SFU that the backend drives: one PeerConnection to send, one to receive. */
export class SfuMedia implements MediaEngine {
  readonly mode = 'sfu';
  readonly #sender: SfuSender;
  readonly #receiver: SfuReceiver;
  readonly #remote: RemoteMedia;
  #started = false;

  constructor(context: EngineContext, remote: RemoteMedia) {
    this.#remote = remote;
    this.#sender = new SfuSender(context);
    this.#receiver = new SfuReceiver(context, remote);
  }

  welcome(welcome: Welcome): void {
    const first = !this.#started;
    this.#started = true;
    if (first) {
      this.#sender.publish();
      // A page that was reloaded has lost its connections, though the SFU still holds their other ends.
      if (welcome.media === 'kept') this.#receiver.ask('fresh');
    } else if (welcome.media === 'kept') {
      this.#sender.resume();
      this.#receiver.resume();
    } else {
      this.#lost();
    }
  }

  handle(event: MediaEvent): void {
    if (event.type === 'offer') this.#receiver.take(event);
    if (event.type === 'media-lost') this.#lost();
    if (event.type === 'disconnected') {
      this.#sender.pause();
      this.#receiver.pause();
    }
  }

  room(view: RoomView): void {
    this.#remote.keepOnly(new Set(view.participants.map((participant) => participant.id)));
  }

  tracksChanged(): void {
    this.#sender.tracksChanged();
  }

  configurationChanged(): void {
    this.#sender.configurationChanged();
    this.#receiver.configurationChanged();
  }

  restartIce(): void {
    this.#sender.restart();
    if (this.#receiver.connection) this.#receiver.ask('ice-restart');
  }

  connections(): readonly NamedConnection[] {
    const { connection: send } = this.#sender;
    const { connection: receive } = this.#receiver;
    return [
      ...(send ? [{ name: 'send', connection: send }] : []),
      ...(receive ? [{ name: 'receive', connection: receive }] : []),
    ];
  }

  close(): void {
    this.#sender.close();
    this.#receiver.close();
  }

  /** Publish anew; the fresh offer for receiving comes by itself. Tiles keep their last picture until then. */
  #lost(): void {
    this.#remote.setAllLinks('connecting');
    this.#sender.publish();
  }
}
