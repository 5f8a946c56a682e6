import { randomBytes } from 'node:crypto';
import { roomId } from '@stoa/protocol';
import { callErrors } from '../probe-errors.ts';
import { callPaths, type CallPath } from '../rtc/index.ts';
import { defaultCallLimits, type CallLimits } from './verdict.ts';

export interface CallOptions {
  /** Base URLs of the session backends of one deployment; participants are spread over them. */
  readonly urls: readonly string[];
  /** Default: a random room nobody else is in. */
  readonly room?: string | undefined;
  /** Default: direct only. */
  readonly paths?: readonly CallPath[] | undefined;
  /** Default: one per path, at least two; more are spread over the paths. */
  readonly participants?: number | undefined;
  /** Length of the measured window, ms; default 3 s. */
  readonly durationMs?: number | undefined;
  /** How long everyone may take to receive everyone, ms; default 20 s. */
  readonly joinTimeoutMs?: number | undefined;
  /** PEM of the CA behind backends and `turns:` servers; replaces the system's roots. */
  readonly ca?: string | undefined;
  /** Proves who joins: one for all, or made for each participant. */
  readonly token?: string | ((room: string) => string) | undefined;
  /** The one IPv4 address media is sent from. */
  readonly address?: string | undefined;
  /** What is published; default Opus and VP8. */
  readonly kinds?: readonly ('audio' | 'video')[] | undefined;
  readonly limits?: Partial<CallLimits> | undefined;
  readonly resumeForMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PlannedParticipant {
  readonly name: string;
  readonly path: CallPath;
  /** This participant's first choice in front. */
  readonly urls: readonly string[];
}

export interface CallPlan {
  readonly room: string;
  readonly urls: readonly string[];
  readonly participants: readonly PlannedParticipant[];
  readonly durationMs: number;
  readonly joinTimeoutMs: number;
  readonly kinds: readonly ('audio' | 'video')[];
  readonly limits: CallLimits;
}

const maxParticipants = 50;

function refuse(message: string, hint: string): never {
  throw callErrors.make('CALL_OPTIONS', message, { hint });
}

/** Fills in what was not said. @throws CALL_OPTIONS */
export function planCall(options: CallOptions): CallPlan {
  const { urls, durationMs = 3_000, joinTimeoutMs = 20_000, kinds = ['audio', 'video'] } = options;
  const paths = options.paths ?? ['direct'];
  const count = options.participants ?? Math.max(2, paths.length);
  const room = options.room ?? `call-${randomBytes(8).toString('hex')}`;
  if (urls.length === 0) refuse('no URL of a session backend given', 'give one with --url');
  if (paths.length === 0) refuse('no path given', `choose from ${callPaths.join(', ')}`);
  const unknown = paths.find((path) => !callPaths.includes(path));
  if (unknown !== undefined) refuse(`there is no path "${unknown}"`, `choose from ${callPaths.join(', ')}`);
  if (!roomId.safeParse(room).success) {
    refuse(`"${room}" is not the name of a room`, 'use up to 64 lower-case letters, digits and hyphens');
  }
  if (!Number.isInteger(count) || count < 2 || count > maxParticipants) {
    refuse(`${count} participants cannot be called`, `choose 2 to ${maxParticipants}`);
  }
  if (count < paths.length)
    refuse(`${count} participants cannot use ${paths.length} paths`, 'raise --participants');
  if (!(durationMs > 0) || !(joinTimeoutMs > 0))
    refuse('a duration must be more than 0', 'give it as 5s, say');
  if (kinds.length === 0) refuse('nothing to publish', 'publish audio, video or both');
  const seen = new Map<CallPath, number>();
  const participants = Array.from({ length: count }, (_, index) => {
    const path = paths[index % paths.length] ?? 'direct';
    const first = index % urls.length;
    const nth = (seen.get(path) ?? 0) + 1;
    seen.set(path, nth);
    return {
      name: nth === 1 ? path : `${path}-${nth}`,
      path,
      urls: [...urls.slice(first), ...urls.slice(0, first)],
    };
  });
  const limits = { ...defaultCallLimits, ...options.limits };
  return { room, urls, participants, durationMs, joinTimeoutMs, kinds, limits };
}
