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
   * raised the connection generation before.
   * @throws MEET_SFU_REFUSED with code 458 when Janus no longer has it
   */
  async claim(id: number, onGone: () => void, ms: number): Promise<JanusSession> {
    await this.#socket.request({ janus: 'claim', session_id: id }, { ms });
    return this.#hold(id, onGone);
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
  readonly #onGone: () => void;
  readonly #forget: () => void;
  #over = false;

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
    const reply = await this.request(request);
    return { data: reply.plugindata?.data ?? {}, jsep: reply.jsep };
  }

  async trickle(handle: number, candidate: unknown): Promise<void> {
    await this.request({ janus: 'trickle', handle_id: handle, candidate }, true);
  }

  async detach(handle: number): Promise<void> {
    this.#handles.delete(handle);
    await this.request({ janus: 'detach', handle_id: handle });
  }

  /** Ends the session in Janus too. */
  async destroy(): Promise<void> {
    if (this.#over) return;
    const bye = this.request({ janus: 'destroy' });
    this.fence();
    await bye.catch(() => {});
  }

  /** From here on this backend leaves the session alone: another one owns it, or it is no more. */
  fence(): void {
    this.#over = true;
    clearInterval(this.#keepalive);
    this.#handles.clear();
    this.#forget();
  }

  receive(message: JanusMessage): void {
    if (this.#over) return;
    if (message.janus === 'timeout') {
      this.#end();
      return;
    }
    if (message.sender !== undefined) this.#handles.get(message.sender)?.(message);
  }

  /** The socket is new: without a claim Janus would not send events there, and end the session after a while. */
  reclaim(): void {
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
