import type { SessionEvent, Welcome } from '../session/index.ts';
import { SessionClient, isWaiting, openBrowserSocket, silencedIn } from '../session/index.ts';
import {
  LocalScreen,
  MeshMedia,
  RemoteMedia,
  SfuMedia,
  SpeakerWatch,
  rtcConfiguration,
  screenDevices,
  summarise,
} from '../media/index.ts';
import type {
  ConnectionStats,
  EngineContext,
  LocalMedia,
  MediaEngine,
  NamedConnection,
  OwnTracks,
  RelayChoice,
} from '../media/index.ts';
import { ownSettings, sendLimits } from '../settings/index.ts';
import { createQualities } from './connection-qualities.ts';
import { IceServerKeeper } from './_ice-server-keeper.ts';
import type { IceServerList } from './_ice-server-keeper.ts';
import { QualityAsker } from './_quality-asker.ts';
import { RelayMover } from './_relay-mover.ts';
import { Reporter } from './_reporter.ts';
import { ScreenSharing } from './screen-sharing.ts';

type Admitted = Extract<SessionEvent, { type: 'admitted' }>;

export interface CallOptions {
  readonly origin: string;
  readonly room: string;
  readonly name: string;
  readonly resumeToken: string | null;
  /** Proves who that is, where a platform asks for it. */
  readonly accessToken?: string | null;
  /** For rooms that ask for one. */
  readonly passcode?: string | null;
  readonly relay: RelayChoice;
  readonly local: LocalMedia;
}

/** One person's call: session, own devices and the media engine that the backend asks for, kept in step. */
export class Call {
  readonly session: SessionClient;
  readonly remote = new RemoteMedia();
  readonly local: LocalMedia;
  /** How everybody's connection is doing. */
  readonly qualities = createQualities();
  readonly speakers = new SpeakerWatch({
    connections: () => this.connections(),
    remote: () => this.remote.state.get(),
    microphone: () => this.local.state.get().audio.track,
    me: () => this.session.state.get().me,
  });
  readonly screen = new ScreenSharing(new LocalScreen(screenDevices()), {
    request: (message) => this.session.request(message),
    room: () => this.session.state.get(),
    changed: () => this.#engine?.tracksChanged(),
  });
  readonly #relay: RelayChoice;
  readonly #stops: (() => void)[] = [];
  readonly #ice = new IceServerKeeper(
    () => this.#askIceServers(),
    () => this.#engine?.configurationChanged(),
  );
  readonly pictures = new QualityAsker({
    asks: () => this.#engine?.mode === 'sfu' && this.session.state.get().phase === 'joined',
    request: (message) => this.session.request(message),
    stats: () => this.stats(),
  });
  readonly #reporter = new Reporter({
    connections: () => this.connections(),
    stats: () => this.stats(),
    send: (report) => this.session.request(report),
  });
  readonly #relays = new RelayMover({
    use: (list) => this.#ice.use(list),
    restartIce: () => this.#engine?.restartIce(),
    connections: () => this.connections(),
    confirm: (relay) => this.session.request({ type: 'relay-moved', relay }),
  });
  #engine: MediaEngine | undefined;
  #welcome: Welcome | undefined;

  constructor(options: CallOptions) {
    const { origin, room, name, resumeToken, passcode = null } = options;
    this.local = options.local;
    this.#relay = options.relay;
    this.session = new SessionClient({
      own: origin,
      room,
      name,
      resumeToken,
      passcode,
      openSocket: openBrowserSocket(options.accessToken),
    });
  }

  start(): void {
    this.#stops.push(
      this.session.listen((event) => this.#onSession(event)),
      this.local.state.subscribe(() => this.#onLocal()),
      ownSettings.subscribe(() => this.#engine?.tracksChanged()),
    );
    this.#onLocal();
    this.session.start();
  }

  async leave(): Promise<void> {
    await this.session.leave();
    this.close();
  }

  /** Releases everything but the session's place in the room. */
  close(): void {
    this.#ice.stop();
    this.#relays.stop();
    this.#reporter.stop();
    this.pictures.stop();
    this.speakers.stop();
    for (const stop of this.#stops.splice(0)) stop();
    this.#engine?.close();
    this.#engine = undefined;
    this.local.close();
    this.screen.local.stop();
  }

  connections(): readonly NamedConnection[] {
    return this.#engine?.connections() ?? [];
  }

  async stats(): Promise<readonly ConnectionStats[]> {
    return Promise.all(
      this.connections().map(async ({ name, connection }) => {
        const report = await connection.getStats();
        return summarise(name, connection.connectionState, report);
      }),
    );
  }

  #onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'welcome':
        return this.#onWelcome(event.welcome);
      case 'room':
        this.pictures.follow(event.view.sfu);
        this.qualities.follow(event.view.participants);
        this.#engine?.room(event.view, event.me);
        this.remote.silence(silencedIn(event.view));
        return this.screen.follow();
      case 'quality':
        return this.qualities.set(event.participant, event.level);
      case 'admitted':
        return this.#onAdmitted(event);
      case 'relay-move':
        return this.#relays.move(event);
      case 'muted':
        return void this.local.set('audio', false);
      case 'ended':
        return this.close();
      case 'events':
      case 'reaction':
      case 'unmute-asked':
        return undefined; // nothing to media
      default:
        if (event.type === 'offer' && event.fresh) this.pictures.again();
        this.#engine?.handle(event);
    }
  }

  /** What the welcome could not say to somebody who waited. */
  #onAdmitted({ mode, iceServers, iceServersExpireAt, sync }: Admitted): void {
    if (this.#welcome === undefined) return;
    this.#onWelcome({ ...this.#welcome, mode, iceServers, iceServersExpireAt, sync, media: 'none' });
  }

  #onWelcome(welcome: Welcome): void {
    this.#welcome = welcome;
    if (isWaiting(this.session.state.get())) {
      this.#engine?.close();
      this.#engine = undefined;
      return;
    }
    this.#ice.use({ iceServers: welcome.iceServers, expireAt: welcome.iceServersExpireAt });
    if (this.#engine?.mode !== welcome.mode) {
      this.#engine?.close();
      this.#engine = this.#makeEngine(welcome.mode);
    }
    this.#engine.welcome(welcome);
    this.#reporter.start();
    this.pictures.start();
    this.pictures.again();
    this.speakers.start();
  }

  #makeEngine(mode: MediaEngine['mode']): MediaEngine {
    const context: EngineContext = {
      request: (message) => this.session.request(message),
      configuration: () => rtcConfiguration(this.#ice.servers, this.#relay),
      tracks: () => this.#ownTracks(),
    };
    return mode === 'sfu' ? new SfuMedia(context, this.remote) : new MeshMedia(context, this.remote);
  }

  #onLocal(): void {
    const { audio, video } = this.local.state.get();
    this.session.setMedia({ audio: audio.on, video: video.on });
    this.#engine?.tracksChanged();
  }

  #ownTracks(): OwnTracks {
    const { audio, video } = this.local.state.get();
    const videoLimit = sendLimits[ownSettings.get().quality];
    return { audio: audio.track, video: video.track, videoLimit, screen: this.screen.tracks };
  }

  async #askIceServers(): Promise<IceServerList> {
    const answer = await this.session.request({ type: 'ice-servers' });
    if (answer.type !== 'ice-servers') throw new Error(`ice-servers was answered by ${answer.type}`);
    return answer;
  }
}
