import type { RoomView } from '@stoa/protocol';
import { StoaError } from '../../base/index.ts';
import { MediaSource, Reception, type ArrivalStats } from '../media/index.ts';
import { callErrors } from '../probe-errors.ts';
import { checkRelay, pathViolation, type CallPath } from '../rtc/index.ts';
import { SessionClient, type PassedMessage, type SessionEvent, type Welcome } from '../session/index.ts';
import type { ConnectionInfo, LegDeps, MediaLegs } from './_media-legs.ts';
import { MeshLegs } from './_mesh-legs.ts';
import { reportOf } from './report.ts';
import { RelayMover } from './_relay-mover.ts';
import { SfuLegs } from './_sfu-legs.ts';

export interface ParticipantOptions {
  readonly urls: readonly string[];
  readonly room: string;
  readonly name: string;
  readonly path: CallPath;
  /** Proves who joins, where a deployment asks for it. */
  readonly token?: string | undefined;
  /** PEM of the CA behind the backends and the `turns:` servers; replaces the system's roots. */
  readonly ca?: string | undefined;
  /** The one IPv4 address media is sent from. */
  readonly address?: string | undefined;
  /** What is published; default Opus and VP8. Empty: it only listens. */
  readonly kinds?: readonly ('audio' | 'video')[] | undefined;
  readonly resumeForMs?: number | undefined;
}

/** What came from one sender since the last mark. */
export interface StreamStats extends ArrivalStats {
  /** Participant id. */
  readonly from: string;
  readonly kind: 'audio' | 'video';
  /** Start of the join until its first packet, ms. */
  readonly firstMs: number;
}

/** Times are ms since `join` was called. */
export interface ParticipantStats {
  readonly name: string;
  readonly path: CallPath;
  readonly participant: string | null;
  readonly backend: string | null;
  readonly mode: 'sfu' | 'mesh' | null;
  readonly welcomeMs: number | null;
  readonly connectedMs: number | null;
  readonly connections: readonly ConnectionInfo[];
  readonly streams: readonly StreamStats[];
  /** Packets made in the window, by kind. */
  readonly sent: { readonly audio: number; readonly video: number };
  readonly unstamped: number;
  /** Sessions resumed, and how long the longest was away, ms. */
  readonly resumes: number;
  readonly longestAwayMs: number;
  /** Sessions that moved to another backend without a break. */
  readonly moves: number;
  /** Times the media went to another SFU without a break. */
  readonly switches?: number;
  /** Times the media left a relay that was going. */
  readonly relayMoves?: number;
  /** Media connections that had to be made anew. */
  readonly rebuilt: number;
}

/** Someone who is not there: joins a room, publishes stamped Opus and VP8, and receives what the others publish. */
export class SyntheticParticipant {
  readonly options: ParticipantOptions;
  readonly session: SessionClient;
  readonly reception = new Reception();
  readonly #problems: Error[] = [];
  readonly #relays: RelayMover;
  #source: MediaSource | undefined;
  #legs: MediaLegs | undefined;
  #present: ReadonlySet<string> = new Set();
  #startedAt = 0;
  #welcomeMs: number | null = null;
  #connectedMs: number | null = null;
  #left = false;
  #awaySince: number | undefined;
  #longestAway = 0;
  #resumes = 0;
  #moves = 0;
  #relayMovesAtMark = 0;
  #madeAtMark = { audio: 0, video: 0 };

  constructor(options: ParticipantOptions) {
    this.options = options;
    this.session = new SessionClient({
      urls: options.urls,
      room: options.room,
      name: options.name,
      token: options.token,
      ca: options.ca,
      ...(options.resumeForMs === undefined ? {} : { resumeForMs: options.resumeForMs }),
    });
    const leaveRelay = () => this.#legs?.leaveRelay() ?? true;
    this.#relays = new RelayMover({ session: this.session, leaveRelay });
  }

  get id(): string | null {
    return this.session.welcome?.participant ?? null;
  }
  get view(): RoomView {
    return this.session.view;
  }
  /** What went wrong after the join, oldest first. */
  get problems(): readonly Error[] {
    return this.#problems;
  }

  /** Joins and publishes. `leave` has to follow, also after a failure. @throws a CALL_… error: what failed, and why */
  async join(): Promise<void> {
    this.#startedAt = performance.now();
    this.session.on((event) => this.#onEvent(event));
    const welcome = await this.session.join();
    this.#welcomeMs = this.#since();
    const { path, ca, address } = this.options;
    await checkRelay({ path, ca, address, iceServers: welcome.iceServers });
    await this.#legs?.start();
    this.#connectedMs = this.#since();
    this.#checkPath();
    await this.session.request({ type: 'media', ...this.#kindFlags() }, { keepMs: 10_000 });
  }

  /** Sends a chat message; it is repeated under one id until it is stored. @throws CALL_… when it was not */
  async chat(text: string, keepMs = 10_000): Promise<void> {
    await this.session.request({ type: 'chat', text }, { keepMs });
  }

  /** Starts a new measuring window. */
  mark(): void {
    this.reception.mark();
    this.#madeAtMark = { ...(this.#source?.made ?? { audio: 0, video: 0 }) };
    this.#longestAway = 0;
    this.#resumes = 0;
    this.#moves = 0;
    this.#relayMovesAtMark = this.#relays.moved;
  }

  stats(): ParticipantStats {
    const made = this.#source?.made ?? { audio: 0, video: 0 };
    const away = this.#awaySince === undefined ? 0 : performance.now() - this.#awaySince;
    return {
      name: this.options.name,
      path: this.options.path,
      participant: this.id,
      backend: this.session.welcome?.backend ?? null,
      mode: this.session.welcome?.mode ?? null,
      welcomeMs: this.#welcomeMs,
      connectedMs: this.#connectedMs,
      connections: this.#legs?.connections() ?? [],
      streams: this.reception.streams().map(({ from, kind, firstAt, stats }) => {
        return Object.assign({ from, kind, firstMs: Math.round(firstAt - this.#startedAt) }, stats);
      }),
      sent: { audio: made.audio - this.#madeAtMark.audio, video: made.video - this.#madeAtMark.video },
      unstamped: this.reception.unstamped,
      resumes: this.#resumes,
      longestAwayMs: Math.round(Math.max(this.#longestAway, away)),
      moves: this.#moves,
      switches: this.#legs?.switches ?? 0,
      relayMoves: this.#relays.moved - this.#relayMovesAtMark,
      rebuilt: this.#legs?.rebuilt ?? 0,
    };
  }

  /** Leaves the room and frees everything; never fails. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#relays.stop();
    this.#source?.stop();
    const report = this.#connectedMs === null || !this.session.connected ? undefined : reportOf(this.stats());
    await this.#legs?.close();
    // Backends of before know no reports, and one that is gone answers none: neither must hold up the leaving.
    if (report) await this.session.request(report, { timeoutMs: 1_000 }).catch(() => {});
    await this.session.leave();
  }

  #since(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  #kindFlags(): { audio: boolean; video: boolean } {
    const kinds = this.options.kinds ?? ['audio', 'video'];
    return { audio: kinds.includes('audio'), video: kinds.includes('video') };
  }

  #onEvent(event: SessionEvent): void {
    if (event.type === 'welcome') this.#onWelcome(event.welcome, event.moved);
    else if (event.type === 'view') this.#onView(event.view);
    else if (event.type === 'message') this.#onMessage(event.message);
    else if (event.type === 'disconnected') this.#awaySince ??= performance.now();
    else if (event.type === 'closed' && event.error) this.#problems.push(event.error);
  }

  #onMessage(message: PassedMessage): void {
    if (message.type === 'relay-move') void this.#relays.move(message);
    else this.#legs?.onMessage(message);
  }

  #onView(view: RoomView): void {
    const present = new Set(view.participants.map(({ id }) => id));
    for (const id of this.#present) if (!present.has(id)) this.reception.forget(id);
    this.#present = present;
    this.#legs?.onView();
  }

  #onWelcome(welcome: Welcome, moved: boolean): void {
    if (moved) this.#moves += 1;
    if (this.#awaySince !== undefined) {
      this.#longestAway = Math.max(this.#longestAway, performance.now() - this.#awaySince);
      this.#awaySince = undefined;
      this.#resumes += 1;
    }
    // What was under way goes on by itself: the session asks again.
    if (moved && welcome.media === 'kept') return;
    if (this.#legs !== undefined) this.#legs.onResumed(welcome);
    else if (!this.#left) this.#startMedia(welcome);
  }

  #startMedia(welcome: Welcome): void {
    // Made before anything else is read from the socket: an offer may follow on the heels of the welcome.
    this.#source = new MediaSource(welcome.participant, this.options.kinds);
    this.#source.start();
    const deps = this.#legDeps(this.#source, welcome.mode);
    this.#legs = welcome.mode === 'sfu' ? new SfuLegs(deps) : new MeshLegs(deps);
  }

  #legDeps(source: MediaSource, mode: 'sfu' | 'mesh'): LegDeps {
    const { path, ca, address } = this.options;
    return {
      session: this.session,
      source,
      reception: this.reception,
      peerOptions: () => ({
        path,
        ca,
        address,
        iceServers: this.session.iceServers,
        useStun: mode === 'mesh',
      }),
      onProblem: (error) => this.#problems.push(error),
    };
  }

  /** The path is what ICE nominated, whatever was configured. */
  #checkPath(): void {
    for (const { role, pair } of this.#legs?.connections() ?? []) {
      const violation = pair === null ? undefined : pathViolation(this.options.path, pair);
      if (violation !== undefined) {
        throw callErrors.make('CALL_NOT_RELAYED', `${role}: ${violation}`, {
          hint: 'media must not take another way than asked for; check the TURN server with: stoa turn check',
        });
      }
    }
  }
}

/** Any failure as an error with a code of ours. */
export function asCallError(error: unknown): StoaError {
  if (error instanceof StoaError) return error;
  return callErrors.make('CALL_JOIN_FAILED', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
