import type {
  Capability,
  ClientMessage,
  ErrorCode,
  GrantedRole,
  LegGaps,
  LogEvent,
  PasscodeHash,
  PublishedKind,
} from '@stoa/protocol';
import type { SfuSession } from './room-state.ts';

/** Who gives a command: the fence lets only the newest connection of a participant through. */
export interface Actor {
  readonly participant: string;
  readonly generation: number;
}

type Asked<T extends ClientMessage['type']> = Actor & Omit<Extract<ClientMessage, { type: T }>, 'id'>;

/** Commands about roles and order, as the client sends them; a passcode comes as its hash. */
export type ModerationCommand =
  | Asked<'hand'>
  | Asked<'chat-delete'>
  | Asked<'admit'>
  | Asked<'deny'>
  | Asked<'kick'>
  | Asked<'mute'>
  | Asked<'mute-all'>
  | Asked<'set-role'>
  | Asked<'lock'>
  | Asked<'waiting-room'>
  | Asked<'end-room'>
  | (Actor & { readonly type: 'passcode'; readonly passcode: PasscodeHash | null })
  /** May this be done? For what leaves no trace in the log. `target` must have been let in. */
  | (Actor & { readonly type: 'permit'; readonly capability: Capability; readonly target?: string });

export type ScreenCommand =
  | Asked<'screen'>
  | Asked<'screen-request'>
  | Asked<'screen-allow'>
  | Asked<'screen-deny'>
  | Asked<'screen-policy'>;

export type Command =
  | {
      readonly type: 'join';
      readonly participant: string;
      readonly name: string;
      readonly tokenHash: string;
      readonly backend: string;
      /** Of what the newcomer gave, with the room's salt. */
      readonly passcode?: PasscodeHash;
      /** Who a token said that is, and what it grants. */
      readonly identity?: { readonly user?: string; readonly granted?: GrantedRole };
      /** Nobody vouches for this person, where others are vouched for: somebody has to let them in. */
      readonly knocks?: boolean;
    }
  | { readonly type: 'resume'; readonly tokenHash: string; readonly backend: string }
  /** The backend still holds the connection that others took for broken. */
  | (Actor & { readonly type: 'reconnect'; readonly backend: string })
  | (Actor & { readonly type: 'leave' })
  | (Actor & { readonly type: 'media'; readonly audio: boolean; readonly video: boolean })
  | (Actor & {
      readonly type: 'chat';
      readonly id: string;
      readonly text: string;
      readonly to?: string | undefined;
    })
  /** With `leg`, here and below: on the leg that is being prepared. */
  | (Actor & {
      readonly type: 'session';
      readonly session: Omit<SfuSession, 'generation'>;
      readonly leg?: number | undefined;
    })
  | (Actor & {
      readonly type: 'published';
      readonly feed: number;
      readonly kinds: readonly PublishedKind[];
      readonly leg?: number | undefined;
    })
  | (Actor & { readonly type: 'unpublished'; readonly leg?: number | undefined })
  /** This participant has on the new leg what it has on the present one. */
  | (Actor & { readonly type: 'switched'; readonly leg: number; readonly gapMs?: LegGaps | undefined })
  /** Prepare a leg on another SFU than this one, and switch to it once everybody is ready; `standby`: do not switch. */
  | { readonly type: 'begin'; readonly from: string; readonly standby?: boolean }
  /** Give the new leg up. */
  | { readonly type: 'drop'; readonly leg: number; readonly reason: string }
  /** The room's SFU is gone: go to `Context.sfus.choice`. */
  | { readonly type: 'move'; readonly from: string }
  /** Backends without lease lose their connections, places whose grace is over are given up. */
  | {
      readonly type: 'reap';
      readonly dead: readonly string[];
      readonly broken: readonly Actor[];
      readonly graceMs: number;
    }
  | ModerationCommand
  | ScreenCommand;

export interface Context {
  /** ms since the epoch. */
  readonly now: number;
  readonly maxParticipants: number;
  /** Most people in a room without SFU; without it the protocol's limit. */
  readonly meshParticipants?: number;
  /** Absence after which somebody else becomes host; without it when the host's place is given up. */
  readonly hostGraceMs?: number | undefined;
  /** New rooms begin with the waiting room on. */
  readonly waitingRoom?: boolean | undefined;
  readonly sfus: {
    /** Names of the SFUs that can be reached. */
    readonly up: readonly string[];
    /** Where a new room would go now; null = mesh, or nowhere while there are SFUs. */
    readonly choice: string | null;
    /** Where rooms may go, the best first; absent: `choice` only. */
    readonly open?: readonly string[];
    /** How many more people each may carry; a name that is missing: no limit. */
    readonly free?: Readonly<Record<string, number>>;
  };
}

export type Decision =
  | { readonly ok: true; readonly events: readonly LogEvent[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };
