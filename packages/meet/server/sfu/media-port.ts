import type { PublishedKind, RemoteStream } from '@stoa/protocol';
import type { SfuSession } from '../state/index.ts';

/** A publication of somebody else that can be subscribed to. */
export interface Feed {
  readonly feed: number;
  readonly participant: string;
  readonly kinds: readonly PublishedKind[];
}

/** What the media of one participant needs from the room. Commands are fenced by the connection generation. */
export interface MediaRoom {
  readonly id: string;
  /** Where the room's media is now; null in a mesh. */
  readonly place: () => { readonly sfu: string; readonly videoRoom: number } | null;
  readonly feeds: () => readonly Feed[];
  /** What the participant publishes according to the log. */
  readonly published: () => { readonly feed: number; readonly kinds: readonly string[] } | null;
  /** Muted by a moderator: the SFU is to pass no sound of the participant on. */
  readonly silenced: () => boolean;
  readonly storeSession: (session: Omit<SfuSession, 'generation'>) => Promise<void>;
  readonly storePublished: (feed: number, kinds: readonly PublishedKind[]) => Promise<void>;
  readonly storeUnpublished: () => Promise<void>;
  readonly maxPublishers: number;
}

/** Messages to the client, whichever connection it has at the moment. */
export interface MediaClient {
  readonly offer: (offer: Offer) => void;
  readonly lost: (reason: string) => void;
  /** A leg on another SFU is to be prepared. */
  readonly move: (leg: number, sfu: string, standby: boolean) => void;
  /** That leg is the present one now. */
  readonly switched: (leg: number) => void;
  /** That leg is given up. */
  readonly kept: (leg: number, reason: string) => void;
}

export interface Offer {
  readonly negotiation: number;
  readonly fresh: boolean;
  readonly sdp: string;
  readonly streams: RemoteStream[];
  /** The leg that is being prepared; absent: the present one. */
  readonly leg?: number;
}
