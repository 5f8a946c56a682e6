import { applyEvents, emptyRoom } from '@stoa/protocol';
import type { RoomEvent, RoomView, ServerMessage, Sync } from '@stoa/protocol';
import { orphanOutgoing, settleOutgoing } from './outbox.ts';
import type { OutgoingChat } from './outbox.ts';

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

/** Why a session is over for good. */
export interface SessionEnd {
  readonly reason: 'left' | 'replaced' | 'refused' | 'kicked' | 'denied' | 'ended';
  /** Error code of the server for `refused`, a moderator's words for `kicked` and `denied`. */
  readonly code: string | null;
}

/** All that the user interface knows of the session; a value, replaced at each change. */
export interface SessionState {
  readonly phase: 'idle' | 'connecting' | 'joined' | 'reconnecting' | 'ended';
  /** Failed attempts since the last time all was well. */
  readonly attempt: number;
  /** Own participant id; null before the first welcome. */
  readonly me: string | null;
  readonly mode: 'sfu' | 'mesh' | null;
  readonly backend: string | null;
  /** The room as last known; kept on screen while reconnecting. */
  readonly view: RoomView;
  readonly outbox: readonly OutgoingChat[];
  /** false: the room's log cannot be written at the moment. */
  readonly logOk: boolean;
  readonly end: SessionEnd | null;
}

export function initialSession(room: string): SessionState {
  return {
    phase: 'idle',
    attempt: 0,
    me: null,
    mode: null,
    backend: null,
    view: emptyRoom(room),
    outbox: [],
    logOk: true,
    end: null,
  };
}

export const replaced: SessionEnd = { reason: 'replaced', code: null };

/**
 * What a goodbye means; undefined: come back elsewhere.
 * @param greeted another backend has taken this session over, and it is that one which replaced the connection
 */
export function endOf(
  { code, message }: Extract<ServerMessage, { type: 'bye' }>,
  greeted: boolean,
): SessionEnd | undefined {
  if (code === 'left') return { reason: 'left', code: null };
  if (code === 'ended') return { reason: 'ended', code: null };
  if (code === 'replaced') return greeted ? undefined : replaced;
  if (code === 'kicked' || code === 'denied') return { reason: code, code: message };
  return undefined;
}

/** A moderator switched the own microphone off. */
export function mutesMe({ me }: Pick<SessionState, 'me'>, events: readonly RoomEvent[]): boolean {
  return events.some((event) => event.type === 'muted' && event.participant === me);
}

/** Whom nobody is to hear, whatever they send: a moderator muted them, and they have not unmuted since. */
export function silencedIn({ participants }: RoomView): ReadonlySet<string> {
  return new Set(participants.filter(({ silenced }) => silenced).map(({ id }) => id));
}

/** Knocked, and not let in yet. */
export function isWaiting({ view, me }: Pick<SessionState, 'view' | 'me'>): boolean {
  return view.participants.find((person) => person.id === me)?.role === 'waiting';
}

function withView(state: SessionState, view: RoomView): SessionState {
  return { ...state, view, outbox: settleOutgoing(state.outbox, view) };
}

/** @returns the next state, or undefined when events are missing and `sync` has to be asked for */
export function afterSync(state: SessionState, sync: Sync): SessionState | undefined {
  if (sync.kind === 'snapshot')
    return sync.view.version < state.view.version ? state : withView(state, sync.view);
  const view = applyEvents(state.view, sync);
  return view === undefined ? undefined : withView(state, view);
}

/**
 * State after a welcome. A participant that did not resume is someone new: the old view is dropped.
 * @returns `complete: false` when the events do not fit the view and the whole room has to be asked for
 */
export function afterWelcome(
  state: SessionState,
  welcome: Welcome,
): { readonly state: SessionState; readonly complete: boolean } {
  const known = welcome.resumed ? state.view : emptyRoom(state.view.room);
  // A snapshot in a welcome is the truth even with a lower version: an in-memory log may have started anew.
  const base = welcome.sync.kind === 'snapshot' ? emptyRoom(state.view.room) : known;
  const joined: SessionState = {
    ...state,
    phase: 'joined',
    attempt: 0,
    me: welcome.participant,
    mode: welcome.mode,
    backend: welcome.backend,
    view: base,
    outbox: welcome.resumed ? state.outbox : orphanOutgoing(state.outbox),
    logOk: true,
    end: null,
  };
  const synced = afterSync(joined, welcome.sync);
  return synced === undefined ? { state: joined, complete: false } : { state: synced, complete: true };
}
