export type TrackKind = 'audio' | 'video';
export type LinkState = 'connecting' | 'connected' | 'broken';

/** Camera and microphone, or the screen with its sound. */
export type TrackSource = 'camera' | 'screen';

/** Where a receiving connection puts what it gets, by participant id. */
export interface TrackSink {
  setTrack(participant: string, kind: TrackKind, track: MediaStreamTrack | null): void;
  setScreenTrack(participant: string, kind: TrackKind, track: MediaStreamTrack | null): void;
  setLink(participant: string, link: LinkState): void;
  setAllLinks(link: LinkState): void;
  /** Everybody of whom there is something. */
  participants(): readonly string[];
}
