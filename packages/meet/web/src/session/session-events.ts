import type { RoomView, ServerMessage } from '@stoa/protocol';
import type { OpenSocket } from './_link.ts';
import type { Welcome } from './session-state.ts';

export interface SessionOptions {
  /** Origin that the page came from: the first backend. */
  readonly own: string;
  readonly room: string;
  readonly name: string;
  /** To come back as the same participant after a reload. */
  readonly resumeToken?: string | null;
  readonly openSocket: OpenSocket;
}

/** What media needs to know, in the order in which it happened. */
export type SessionEvent =
  | { readonly type: 'welcome'; readonly welcome: Welcome }
  | { readonly type: 'room'; readonly view: RoomView; readonly me: string }
  | { readonly type: 'disconnected' }
  | { readonly type: 'ended' }
  /** A moderator switched the own microphone off. */
  | { readonly type: 'muted' }
  | Extract<
      ServerMessage,
      {
        type:
          | 'offer'
          | 'media-lost'
          | 'media-move'
          | 'media-switched'
          | 'media-kept'
          | 'signal'
          | 'admitted'
          | 'quality';
      }
    >;
