import type { RTCPeerConnection } from 'werift';
import type { MediaSource, Reception } from '../media/index.ts';
import type { NominatedPair, PeerOptions } from '../rtc/index.ts';
import type { PassedMessage, SessionClient, Welcome } from '../session/index.ts';

export interface LegDeps {
  readonly session: SessionClient;
  readonly source: MediaSource;
  readonly reception: Reception;
  /** Read anew for each PeerConnection, because TURN credentials change. */
  readonly peerOptions: () => PeerOptions;
  /** A failure the legs cannot cure by themselves. */
  readonly onProblem: (error: Error) => void;
}

/** One media connection of a participant as it is now. */
export interface ConnectionInfo {
  readonly role: 'publish' | 'subscribe' | 'peer';
  /** The other participant; null towards an SFU. */
  readonly peer: string | null;
  readonly state: string;
  readonly pair: NominatedPair | null;
}

/** The media side of a participant: towards an SFU, or towards every other participant (mesh). */
export interface MediaLegs {
  /** Resolves when own media can flow. */
  start(): Promise<void>;
  onMessage(message: PassedMessage): void;
  /** The room's view changed. */
  onView(): void;
  /** Back on a backend after a broken connection. */
  onResumed(welcome: Welcome): void;
  connections(): ConnectionInfo[];
  /**
   * Has every connection that runs over a relay which is not handed out any more go to another one, make-before-break;
   * to be called again until it says true: none does.
   */
  leaveRelay(): boolean;
  /** How often a media connection had to be made anew. */
  readonly rebuilt: number;
  /** How often media went to another SFU without a break. */
  readonly switches?: number;
  close(): Promise<void>;
}

export interface LivePeer {
  readonly pc: RTCPeerConnection;
  readonly stopSending: () => void;
}
