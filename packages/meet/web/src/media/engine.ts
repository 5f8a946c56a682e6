import type { RoomView } from '@stoa/protocol';
import type { ClientRequest, SessionEvent, Welcome } from '../session/index.ts';
import type { ScreenTracks } from './local-screen.ts';

/** Own tracks as they are sent; null where there is none at the moment. */
export interface OwnTracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  /** Bits per second for the camera's picture, all its layers together; null = what the connection carries. */
  readonly videoLimit: number | null;
  /** What the room agreed to be shown. */
  readonly screen: ScreenTracks | null;
}

/** How a media engine speaks to the backend. Rejects with a RequestError. */
export type Signaling = (message: ClientRequest) => Promise<unknown>;

export interface EngineContext {
  readonly request: Signaling;
  readonly configuration: () => RTCConfiguration;
  readonly tracks: () => OwnTracks;
}

/** A PeerConnection and what it is for, as shown in the connection details. */
export interface NamedConnection {
  readonly name: string;
  readonly connection: RTCPeerConnection;
}

/** What concerns media alone. */
export type MediaEvent = Extract<
  SessionEvent,
  {
    type: 'offer' | 'media-lost' | 'media-move' | 'media-switched' | 'media-kept' | 'signal' | 'disconnected';
  }
>;

/** One way to carry a call's media: through an SFU, or from each to each. */
export interface MediaEngine {
  readonly mode: 'sfu' | 'mesh';
  /** After every welcome, also after a resume. */
  welcome(welcome: Welcome): void;
  handle(event: MediaEvent): void;
  /** The room changed. */
  room(view: RoomView, me: string): void;
  /** The own tracks changed. */
  tracksChanged(): void;
  /** New ICE servers: used from the next ICE (re)start on; running media is not touched. */
  configurationChanged(): void;
  /** New ICE on every connection, with the servers as they are now; media goes on meanwhile. */
  restartIce(): void;
  connections(): readonly NamedConnection[];
  close(): void;
}
