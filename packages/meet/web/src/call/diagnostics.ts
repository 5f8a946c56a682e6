import type { RoomView } from '@stoa/protocol';
import type { ConnectionStats } from '../media/index.ts';
import type { SessionState } from '../session/index.ts';
import type { Call } from './call.ts';

/**
 * `window.stoa`: read-only look at the present call, for tests and for support ("paste this into the console").
 * Holds no secret: neither the resume token nor TURN credentials.
 */
export interface Diagnostics {
  /** Phase of the session, own id, mode and backend; null without a call. */
  session(): Omit<SessionState, 'view' | 'outbox'> | null;
  /** The room as this page sees it; null without a call. */
  view(): RoomView | null;
  /** One entry per PeerConnection: path, streams, loss. */
  stats(): Promise<readonly ConnectionStats[]>;
}

export function diagnosticsOf(call: () => Call | null): Diagnostics {
  return {
    session() {
      const state = call()?.session.state.get();
      if (state === undefined) return null;
      const { view: _view, outbox: _outbox, ...rest } = state;
      return rest;
    },
    view: () => call()?.session.state.get().view ?? null,
    stats: async () => (await call()?.stats()) ?? [],
  };
}
