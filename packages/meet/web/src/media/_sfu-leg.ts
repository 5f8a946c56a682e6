import type { ClientRequest } from '../session/index.ts';
import { SfuReceiver } from './_sfu-receiver.ts';
import { SfuSender } from './_sfu-sender.ts';
import type { EngineContext, NamedConnection, OwnTracks } from './engine.ts';
import type { TrackSink } from './track-sink.ts';

const nothing: OwnTracks = { audio: null, video: null, videoLimit: null, screen: null };

export interface LegOptions {
  /** Undefined for the first leg, whose number nobody has told. */
  readonly number?: number;
  /** Nothing is sent before `unmute`. */
  readonly muted?: boolean;
  /** The leg whose path this one's will be like. */
  readonly before?: SfuLeg;
}

/** Media on one SFU: a connection to send and one to receive. */
export class SfuLeg {
  number: number | undefined;
  readonly sender: SfuSender;
  readonly receiver: SfuReceiver;
  #muted: boolean;

  constructor(context: EngineContext, sink: TrackSink, { number, muted = false, before }: LegOptions = {}) {
    this.number = number;
    this.#muted = muted;
    const own: EngineContext = {
      ...context,
      request: (message) => context.request(this.#named(message)),
      tracks: () => (this.#muted ? nothing : context.tracks()),
    };
    this.sender = new SfuSender(own, before?.sender.connection);
    this.receiver = new SfuReceiver(own, sink);
  }

  unmute(): void {
    this.#muted = false;
    this.sender.tracksChanged();
  }

  pause(): void {
    this.sender.pause();
    this.receiver.pause();
  }

  /** The backend is back, and this leg was kept. */
  resume(): void {
    this.sender.resume();
    this.receiver.resume();
  }

  restartIce(): void {
    this.sender.restart();
    if (this.receiver.connection) this.receiver.ask('ice-restart');
  }

  configurationChanged(): void {
    this.sender.configurationChanged();
    this.receiver.configurationChanged();
  }

  /** @param suffix tells the connections of two legs apart */
  connections(suffix = ''): NamedConnection[] {
    return Object.entries({ send: this.sender.connection, receive: this.receiver.connection }).flatMap(
      ([name, connection]) => (connection ? [{ name: `${name}${suffix}`, connection }] : []),
    );
  }

  close(): void {
    this.sender.close();
    this.receiver.close();
  }

  #named(message: ClientRequest): ClientRequest {
    const { number: leg } = this;
    if (leg === undefined) return message;
    switch (message.type) {
      case 'publish':
      case 'unpublish':
      case 'answer':
      case 'resubscribe':
      case 'candidate':
        return { ...message, leg };
      default:
        return message;
    }
  }
}
