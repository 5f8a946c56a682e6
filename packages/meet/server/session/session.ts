import { closeCodes, type ClientMessage, type ErrorCode, type ServerMessage } from '@stoa/protocol';
import { messageOf, StoaError } from '@stoa/toolkit/base';
import type { Authenticator } from '../auth/index.ts';
import { refusal } from '../errors.ts';
import { noteReport } from '../metrics/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Settings } from '../settings.ts';
import { createTokenBucket, readMessage, type Connection } from '../socket/index.ts';
import type { Budgets } from '../guard/index.ts';
import { actMedia } from './act-media.ts';
import type { Doorway } from './doorway.ts';
import { greet } from './greet.ts';
import type { HelloDeps, IceServerSource } from './hello.ts';
import { leaveRoom } from './leave.ts';
import { isModeration, moderate, permit } from './moderate.ts';
import type { Notices } from './notices.ts';
import type { Member } from './participants.ts';
import type { Qualities } from './qualities.ts';
import type { Signals } from './signals.ts';
import type { Tickets } from './tickets.ts';

export interface SessionDeps extends HelloDeps {
  readonly signals: Signals;
  readonly notices: Notices;
  readonly doorway: Doorway;
  readonly relays: IceServerSource & { confirm(member: Member, relay: string): void };
  readonly qualities: Qualities;
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly budgets: Budgets;
  readonly authenticator: Authenticator;
  readonly tickets: Tickets;
  /** This backend is going: nobody is let in any more. */
  readonly draining: () => boolean;
}

/** What may take a while. */
type Command = Exclude<ClientMessage, { type: 'ping' }>;

/** What answers a message; undefined where the handler has answered already. */
type Answer = ServerMessage | undefined;

const protocolCodes: Readonly<Record<string, { code: ErrorCode; retryable: boolean }>> = {
  MEET_LOG_UNAVAILABLE: { code: 'log-unavailable', retryable: true },
  MEET_SFU_UNAVAILABLE: { code: 'sfu-unavailable', retryable: true },
  MEET_SFU_REFUSED: { code: 'sfu-refused', retryable: false },
};

const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'auth-unavailable',
  'sfu-unavailable',
  'too-many',
  'draining',
]);

interface Refused {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

/** How an error looks to the client; `internal` for what nobody expected. */
export function toRefusal(error: unknown): Refused {
  if (error instanceof StoaError) {
    if (error.code === 'MEET_REFUSED') {
      const code = error.details['code'] as ErrorCode;
      const { retryAfterMs } = error.details;
      const pause = typeof retryAfterMs === 'number' ? { retryAfterMs } : {};
      return { code, message: error.message, retryable: retryableCodes.has(code), ...pause };
    }
    const known = protocolCodes[error.code];
    if (known) return { ...known, message: error.message };
  }
  return { code: 'internal', message: 'something went wrong here; it is logged', retryable: true };
}

/** Handles what one connection sends: every message gets exactly one answer. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #connection: Connection;
  readonly #messageBudget: () => boolean;
  readonly #candidateBudget: () => boolean;
  readonly #reportBudget: () => boolean;
  #helloTimer: NodeJS.Timeout | undefined;
  #member: Member | undefined;
  #greeting = false;
  #inFlight = 0;
  #refusedInRow = 0;

  constructor(deps: SessionDeps, connection: Connection) {
    this.#deps = deps;
    this.#connection = connection;
    this.#messageBudget = createTokenBucket(deps.settings.messageRate);
    this.#candidateBudget = createTokenBucket(deps.settings.candidateRate);
    this.#reportBudget = createTokenBucket(deps.settings.reportRate);
    this.#expectHello();
  }

  #expectHello(): void {
    this.#helloTimer = setTimeout(() => {
      this.#connection.bye('timeout', 'no hello', closeCodes.timeout);
    }, this.#deps.settings.helloMs);
  }

  /** @returns when a command was carried out; undefined where that needed no time */
  receive(data: string, isBinary: boolean): Promise<void> | undefined {
    if (this.#connection.closing) return undefined;
    if (isBinary) return this.#refuse(null, 'bad-message', 'binary messages are not used; send JSON text');
    const incoming = readMessage(data);
    if (!incoming.ok) {
      // Reading costs something too.
      const code = this.#messageBudget() ? 'bad-message' : 'too-many';
      return this.#refuse(incoming.re, code, incoming.reason);
    }
    const { message } = incoming;
    const isCandidate =
      message.type === 'candidate' || (message.type === 'signal' && message.data.kind === 'candidate');
    const allowed = isCandidate ? this.#candidateBudget() : this.#messageBudget();
    if (!allowed) return this.#refuse(message.id, 'too-many', 'too many messages; slow down', true);
    const { user } = this.#member ?? {};
    const overrun = user === undefined || isCandidate ? undefined : this.#deps.budgets.message(user);
    if (overrun) {
      const why = 'too many messages of this user, over all connections; slow down';
      return this.#refuse(message.id, 'too-many', why, true, overrun.retryAfterMs);
    }
    if (message.type === 'ping') return this.#pong(message.id);
    if (this.#inFlight >= this.#deps.settings.inFlight) {
      return this.#refuse(message.id, 'too-many', 'too many commands without answer; wait for some', true);
    }
    return this.#answer(message);
  }

  /** The socket is closed: the place is kept, the log is told. */
  end(): void {
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    const member = this.#member;
    this.#member = undefined;
    if (!member) return;
    this.#deps.participants.remove(member);
    const { room, participant, generation } = member;
    this.#connection.log.info({ room: room.id, participant, generation }, 'gone');
    const broken = [{ participant, generation }];
    // If the log is away, looking after the rooms does it later.
    room
      .execute({ type: 'reap', dead: [], broken, graceMs: this.#deps.config.resumeGraceMs })
      .catch(() => {});
  }

  #refuse(
    re: string | null,
    code: ErrorCode,
    reason: string,
    retryable = false,
    retryAfterMs?: number,
  ): undefined {
    this.#deps.metrics.messages.note('unread', code);
    this.#connection.error(re, code, reason, retryable, retryAfterMs);
    this.#refusedInRow += 1;
    if (this.#refusedInRow >= this.#deps.settings.refusedInRow) {
      this.#connection.close(closeCodes.badMessage, 'too many bad messages');
    }
  }

  #pong(re: string): undefined {
    this.#refusedInRow = 0;
    this.#deps.metrics.messages.note('ping', 'ok');
    this.#connection.send({ type: 'pong', re });
  }

  async #answer(message: Command): Promise<void> {
    const started = performance.now();
    this.#inFlight += 1;
    let outcome = 'ok';
    try {
      const answer = await this.#handle(message);
      if (answer) this.#connection.send(answer);
      this.#refusedInRow = 0;
    } catch (error) {
      outcome = this.#answerRefused(message, error);
    } finally {
      this.#inFlight -= 1;
      this.#deps.metrics.messages.note(message.type, outcome, (performance.now() - started) / 1_000);
    }
    if (outcome === 'ok' && (message.type === 'leave' || message.type === 'end-room')) {
      this.#connection.bye('left', 'goodbye', closeCodes.normal);
    }
    if (outcome === 'draining') {
      this.#connection.bye('shutdown', 'this backend is going; use another one', closeCodes.goingAway);
    }
  }

  /** @returns the code that the client was given */
  #answerRefused(message: Command, error: unknown): ErrorCode {
    const { code, message: reason, retryable, retryAfterMs } = toRefusal(error);
    const { log } = this.#connection;
    if (code === 'internal') log.error({ err: error }, 'a message failed');
    else log.debug({ type: message.type, reason: messageOf(error) }, 'refused');
    this.#connection.error(message.id, code, reason, retryable, retryAfterMs);
    return code;
  }

  #handle(message: Command): Promise<Answer> {
    if (message.type === 'hello') return this.#hello(message);
    const member = this.#member;
    if (!member) throw refusal('not-joined', `${message.type} is not allowed before hello`);
    // What most messages are has a short way of its own.
    if (message.type === 'chat' || message.type === 'media') return this.#carryOut(member, message);
    return this.#act(member, message);
  }

  /** A command that is nothing but a change of the room. */
  async #carryOut(
    { room, participant, generation }: Member,
    message: Extract<Command, { type: 'chat' | 'media' }>,
  ): Promise<Answer> {
    const { view } = await room.execute({ ...message, participant, generation });
    return { type: 'ack', re: message.id, version: view.version };
  }

  async #hello(message: Extract<ClientMessage, { type: 'hello' }>): Promise<Answer> {
    if (this.#member || this.#greeting) {
      throw refusal('already-joined', 'this connection has said hello already');
    }
    if (this.#deps.draining()) {
      throw refusal('draining', 'this session backend is going; use another one');
    }
    this.#greeting = true;
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    try {
      await this.#deps.doorway.pass(message.resume !== undefined);
      // Nobody is there any more to be let in.
      if (this.#connection.closing) throw refusal('draining', 'the connection closed meanwhile');
      const member = await greet(this.#deps, this.#connection, message);
      this.#member = member;
      const { participant, generation, user } = member;
      this.#connection.log.info({ room: message.room, participant, generation, user }, 'joined');
      if (this.#connection.closing) this.end();
      return undefined;
    } finally {
      this.#greeting = false;
      if (!this.#member && !this.#connection.closing) this.#expectHello();
    }
  }

  async #act(
    member: Member,
    message: Exclude<Command, { type: 'hello' | 'chat' | 'media' }>,
  ): Promise<Answer> {
    const { room, participant } = member;
    const ack = (version?: number): Answer => ({
      type: 'ack',
      re: message.id,
      ...(version === undefined ? {} : { version }),
    });
    if (isModeration(message)) return ack(await moderate(this.#deps.notices, member, message));
    switch (message.type) {
      case 'leave':
        return ack(await leaveRoom(this.#deps.rooms, member));
      case 'sync':
        await room.catchUp();
        // Sent in the same moment as it is taken: an event in between would be undone by it.
        member.connection.send({
          type: 'sync',
          re: message.id,
          sync: room.syncSince(message.version, participant),
        });
        return undefined;
      case 'ice-servers': {
        permit(member, 'ice-servers');
        const { iceServers, expireAt } = this.#deps.relays.iceServersFor(participant);
        return { type: 'ice-servers', re: message.id, iceServers, expireAt };
      }
      case 'signal':
        await this.#deps.signals.send(member, message.to, message.data);
        return ack();
      case 'relay-moved':
        permit(member, 'relay-moved');
        this.#deps.relays.confirm(member, message.relay);
        return ack();
      case 'report':
        permit(member, 'report');
        if (!this.#reportBudget())
          throw refusal('too-many', 'reports come too often; one in ten seconds will do');
        noteReport(this.#deps.metrics, message);
        await this.#deps.qualities.take(member, message);
        return ack();
      default:
        return actMedia(this.#deps.media, member, message);
    }
  }
}
