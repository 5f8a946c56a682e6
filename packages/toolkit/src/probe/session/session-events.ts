import type { IceServer, RoomEvent, RoomView, ServerMessage } from '@stoa/protocol';

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

export const passedTypes = [
  'offer',
  'media-lost',
  'media-move',
  'media-switched',
  'media-kept',
  'relay-move',
  'signal',
  'log-state',
  'bye',
] as const;

/** Messages that concern media, relays or the log and are passed on as they came. */
export type PassedMessage = Extract<ServerMessage, { type: (typeof passedTypes)[number] }>;

export type SessionEvent =
  /** Joined (`resumed: false`), or back on a backend after a broken connection. */
  | {
      readonly type: 'welcome';
      readonly welcome: Welcome;
      readonly url: string;
      /** The connection before stands until this one does: nothing was interrupted. */
      readonly moved: boolean;
    }
  | { readonly type: 'view'; readonly view: RoomView; readonly events: readonly RoomEvent[] }
  | { readonly type: 'message'; readonly message: PassedMessage }
  | { readonly type: 'ice-servers'; readonly iceServers: readonly IceServer[] }
  | { readonly type: 'disconnected'; readonly code: number; readonly reason: string }
  /** The end; `error` is absent when this client closed it. */
  | { readonly type: 'closed'; readonly error?: Error };

const passed: ReadonlySet<string> = new Set(passedTypes);

export function isPassed(message: ServerMessage): message is PassedMessage {
  return passed.has(message.type);
}

export interface SessionOptions {
  /** Base URLs of session backends; the first that answers is used. */
  readonly urls: readonly string[];
  readonly room: string;
  readonly name: string;
  /** Proves who joins, where a deployment asks for it. */
  readonly token?: string | undefined;
  /** PEM; replaces the system's roots. */
  readonly ca?: string | undefined;
  /** Milliseconds for opening a connection and for each request; default 10 s. */
  readonly timeoutMs?: number;
  /** How long a broken connection is tried to be resumed, ms; default 30 s. */
  readonly resumeForMs?: number;
  readonly random?: () => number;
}
