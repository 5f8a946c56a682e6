import { meetErrors } from '../errors.ts';
import { janusErrors, type JanusMessage } from './janus-message.ts';
import { janusCode, type JanusSocket } from './janus-socket.ts';

export const plugin = 'janus.plugin.videoroom';

export interface Jsep {
  readonly type: string;
  readonly sdp: string;
}
export interface PluginReply {
  readonly data: Record<string, unknown>;
  readonly jsep: Jsep | undefined;
}
export type HandleListener = (message: JanusMessage) => void;

/** The Janus sessions that this backend owns over one socket; routes events to them and claims them after a break. */
export class JanusSessions {
  readonly #socket: JanusSocket;
  readonly #keepaliveMs: number;
  readonly #sessions = new Map<number, JanusSession>();

  constructor(socket: JanusSocket, keepaliveMs: number) {
    this.#socket = socket;
    this.#keepaliveMs = keepaliveMs;
    socket.onEvent((message) => {
      if (message.session_id !== undefined) this.#sessions.get(message.session_id)?.receive(message);
    });
    socket.onUp(() => {
      for (const session of this.#sessions.values()) session.reclaim();
    });
  }

  get size(): number {
    return this.#sessions.size;
  }

  async create(onGone: () => void): Promise<JanusSession> {
    const reply = await this.#socket.request({ janus: 'create' });
    return this.#hold(reply.data?.id ?? 0, onGone);
  }

  /**
   * Takes a session over from a backend that died or lost its client. Janus itself does not fence: the caller has
   * raised the connection generation before. From the claim on events come here; they are kept until `begin`, when
   * the handles have been looked at.
   * @throws MEET_SFU_REFUSED with code 458 when Janus no longer has it
   */
  async claim(id: number, onGone: () => void, ms: number): Promise<JanusSession> {
    const session = this.#hold(id, onGone);
    session.wait();
    try {
      await this.#socket.request({ janus: 'claim', session_id: id }, { ms });
    } catch (error) {
      session.fence();
      throw error;
    }
    return session;
  }

  #hold(id: number, onGone: () => void): JanusSession {
    const session = new JanusSession(id, this.#socket, this.#keepaliveMs, onGone, () => {
      if (this.#sessions.get(id) === session) this.#sessions.delete(id);
    });
    this.#sessions.set(id, session);
    return session;
  }
}

/** One Janus session: all media of one participant. */
export class JanusSession {
  readonly id: number;
  readonly #socket: JanusSocket;
  readonly #handles = new Map<number, HandleListener>();
  readonly #keepalive: NodeJS.Timeout;
  #onGone: () => void;
  readonly #forget: () => void;
  #over = false;
  /** Events that wait for `begin`. */
  #waiting: JanusMessage[] | undefined;

  constructor(id: number, socket: JanusSocket, keepaliveMs: number, onGone: () => void, forget: () => void) {
    this.id = id;
    this.#socket = socket;
    this.#onGone = onGone;
    this.#forget = forget;
    this.#keepalive = setInterval(() => {
      this.request({ janus: 'keepalive' }, true).catch((error) => this.#look(error));
    }, keepaliveMs);
  }

  async attach(listener: HandleListener): Promise<number> {
    const reply = await this.request({ janus: 'attach', plugin });
    const id = reply.data?.id ?? 0;
    this.#handles.set(id, listener);
    return id;
  }

  /** Listens to a handle that exists already, after a claim. */
  adopt(handle: number, listener: HandleListener): void {
    this.#handles.set(handle, listener);
  }

  async message(handle: number, body: Record<string, unknown>, jsep?: Jsep): Promise<PluginReply> {
    const request = { janus: 'message', handle_id: handle, body, ...(jsep ? { jsep } : {}) };
    try {
      const reply = await this.request(request);
      return { data: reply.plugindata?.data ?? {}, jsep: reply.jsep };
    } catch (error) {
      // Its result may have gone to a backend whose claim came later than ours, though ours counts.
      if (!this.#over && janusCode(error) === undefined) this.reclaim();
      throw error;
    }
  }

  async trickle(handle: number, candidate: unknown): Promise<void> {
    await this.request({ janus: 'trickle', handle_id: handle, candidate }, true);
  }

  async detach(handle: number): Promise<void> {
    this.#handles.delete(handle);
    try {
      await this.request({ janus: 'detach', handle_id: handle });
    } catch (error) {
      if (janusCode(error) !== janusErrors.noSuchHandle) throw error;
    }
  }

  /** Ends the session in Janus too. */
  async destroy(): Promise<void> {
    if (this.#over) return;
    const bye = this.request({ janus: 'destroy' });
    this.fence();
    await bye.catch(() => {});
  }

  /** Keeps the session alive, but tells nothing of it any more. */
  silence(): void {
    this.#handles.clear();
    this.#onGone = () => {};
  }

  /** From here on this backend leaves the session alone: another one owns it, or it is no more. */
  fence(): void {
    this.#over = true;
    clearInterval(this.#keepalive);
    this.#handles.clear();
    this.#forget();
  }

  /** Keeps events until `begin`. */
  wait(): void {
    this.#waiting ??= [];
  }

  /** Passes on the events that were kept, and from now on all at once. */
  begin(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const message of waiting) this.receive(message);
  }

  receive(message: JanusMessage): void {
    if (this.#over) return;
    if (this.#waiting) {
      this.#waiting.push(message);
      return;
    }
    if (message.janus === 'timeout') {
      this.#end();
      return;
    }
    if (message.sender !== undefined) this.#handles.get(message.sender)?.(message);
  }

  /**
   * Claims again what is this backend's. After the socket broke: without a claim Janus would not send events to the
   * new one, and end the session after a while. Or when another claim may have come in between.
   */
  reclaim(): void {
    if (this.#over) return;
    this.request({ janus: 'claim' }).catch((error) => {
      this.#look(error);
      if (!this.#over && this.#socket.up) setTimeout(() => this.reclaim(), 1_000).unref();
    });
  }

  request(body: Record<string, unknown>, ackIsFinal = false): Promise<JanusMessage> {
    if (this.#over) {
      return Promise.reject(meetErrors.make('MEET_SFU_UNAVAILABLE', 'this SFU session is over'));
    }
    return this.#socket.request({ ...body, session_id: this.id }, { ackIsFinal });
  }

  #look(error: unknown): void {
    if (!this.#over && janusCode(error) === janusErrors.noSuchSession) this.#end();
  }

  #end(): void {
    this.fence();
    this.#onGone();
  }
}
