import type { RoomEvent, RoomView, ServerMessage } from '@stoa/protocol';
import type { OpenSocket } from './_link.ts';
import type { Welcome } from './session-state.ts';

export interface SessionOptions {
  /** Origin that the page came from: the first backend. */
  readonly own: string;
  readonly room: string;
  readonly name: string;
  /** To come back as the same participant after a reload. */
  readonly resumeToken?: string | null;
  /** For rooms that ask for one. */
  readonly passcode?: string | null;
  readonly openSocket: OpenSocket;
}

const passedOn = [
  'offer',
  'media-lost',
  'media-move',
  'media-switched',
  'media-kept',
  'relay-move',
  'signal',
  'quality',
  'reaction',
  'unmute-asked',
] as const;

/** What the backend says that changes nothing here: it is for listeners. */
export type PassedOn = Extract<ServerMessage, { type: (typeof passedOn)[number] }>;

export function isPassedOn(message: ServerMessage): message is PassedOn {
  return (passedOn as readonly string[]).includes(message.type);
}

/** What media needs to know, in the order in which it happened. */
export type SessionEvent =
  | { readonly type: 'welcome'; readonly welcome: Welcome }
  | { readonly type: 'room'; readonly view: RoomView; readonly me: string }
  | { readonly type: 'disconnected' }
  | { readonly type: 'ended' }
  /** A moderator switched the own microphone off. */
  | { readonly type: 'muted' }
  /** What happened in the room just now; the session's state shows it already. */
  | { readonly type: 'events'; readonly events: readonly RoomEvent[] }
  | Extract<ServerMessage, { type: 'admitted' }>
  | PassedOn;
