import { closeCodes, type ServerMessage } from '@stoa/protocol';
import { createStore, randomId, type Store } from '../base/index.ts';
import { ChatSender } from './_chat.ts';
import { Endpoints, pauseBefore, socketUrl } from './_endpoints.ts';
import { Mover } from './_handover.ts';
import { Link, type ClientRequest } from './_link.ts';
import { MediaAnnouncer, type MediaState } from './_media-announcer.ts';
import { RequestError } from './_requests.ts';
import { SyncAsker } from './_sync-asker.ts';
import { isPassedOn, type SessionEvent, type SessionOptions } from './session-events.ts';
import {
  afterSync,
  afterWelcome,
  endOf,
  initialSession,
  mutesMe,
  replaced,
  type SessionEnd,
  type SessionState,
  type Welcome,
} from './session-state.ts';

export type { SessionEvent, SessionOptions } from './session-events.ts';

const leaveDeadlineMs = 1_500;
/** A backend that takes people in answers hello sooner than this; else the next one is tried. */
const moveDeadlineMs = 3_000;

/** A participant's session over any number of connections: joins, resumes on any backend, keeps view and outbox. */
export class SessionClient {
  readonly state: Store<SessionState>;
  readonly #state;
  readonly #options: SessionOptions;
  readonly #endpoints: Endpoints;
  readonly #announcer = new MediaAnnouncer(
    (message) => this.request(message),
    () => this.#reconcileMedia(),
  );
  readonly #chat = new ChatSender({
    outbox: () => this.#state.get().outbox,
    keep: (outbox) => this.#patch({ outbox }),
    request: (message) => this.request(message),
  });
  readonly #sync = new SyncAsker((message) => this.request(message));
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  #link: Link | undefined;
  #token: string | null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #mover = new Mover();
  /** The next welcome is that of a move. */
  #adopted = false;
  /** The backend has said when to come again. */
  #retryAfterMs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#endpoints = new Endpoints(options.own);
    this.#token = options.resumeToken ?? null;
    this.#state = createStore(initialSession(options.room));
    this.state = this.#state;
  }

  /** Secret that lets this participant come back; null when there is nothing to come back to. */
  get resumeToken(): string | null {
    return this.#state.get().phase === 'ended' ? null : this.#token;
  }

  start(): void {
    if (this.#state.get().phase !== 'idle') return;
    this.#patch({ phase: 'connecting' });
    this.#connect();
  }

  /** @returns a function that ends the subscription */
  listen(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends a request on the present connection.
   * @throws RequestError with the server's code, `timeout` or `connection-lost`
   */
  request(message: ClientRequest): Promise<ServerMessage> {
    if (this.#link === undefined || this.#state.get().phase !== 'joined') {
      return Promise.reject(new RequestError('connection-lost', 'not connected', true));
    }
    return this.#link.request(message);
  }

  /**
   * @param to for this participant only
   * @returns false when too many messages are unconfirmed: nothing was taken
   */
  sendChat(text: string, to?: string): boolean {
    return this.#chat.send(text, to);
  }

  retryChat(id: string): void {
    this.#chat.retry(id);
  }

  discardChat(id: string): void {
    this.#chat.discard(id);
  }

  setMedia(media: MediaState): void {
    this.#announcer.want(media);
    this.#reconcileMedia();
  }

  /** The network may be back, or the page is visible again: try now rather than after the pause. */
  nudge(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  async leave(): Promise<void> {
    if (this.#state.get().phase === 'ended') return;
    await this.#link?.request({ type: 'leave' }, leaveDeadlineMs).catch(() => undefined);
    this.#finish({ reason: 'left', code: null });
  }

  #patch(change: Partial<SessionState>): void {
    this.#state.update((now) => ({ ...now, ...change }));
  }

  #emit(event: SessionEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #emitRoom(): void {
    const { view, me } = this.#state.get();
    if (me !== null) this.#emit({ type: 'room', view, me });
  }

  #connect(): void {
    this.#retry = undefined;
    const link = new Link(socketUrl(this.#endpoints.current), this.#options.openSocket, randomId(10), {
      opened: () => void this.#hello(link),
      message: (message) => this.#receive(message),
      closed: (code) => this.#lost(code),
    });
    this.#link = link;
  }

  #greeting(): ClientRequest {
    const { room, name, passcode = null } = this.#options;
    const token = this.#token;
    const resume = token === null ? {} : { resume: { token, version: this.#state.get().view.version } };
    return { type: 'hello', room, name, ...resume, ...(passcode === null ? {} : { passcode }) };
  }

  async #hello(link: Link): Promise<void> {
    const token = this.#token;
    try {
      await link.request(this.#greeting());
    } catch (error) {
      if (!(error instanceof RequestError) || error.code === 'connection-lost') return;
      if (error.code === 'resume-refused' && token !== null) {
        this.#token = null;
        return this.#hello(link);
      }
      this.#retryAfterMs = error.retryAfterMs;
      if (error.retryable) link.drop(closeCodes.timeout);
      else this.#finish({ reason: 'refused', code: error.code });
    }
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcomed(message);
      case 'admitted':
        return this.#admitted(message);
      case 'events':
        return this.#happened(message);
      case 'sync':
        return this.#synced(afterSync(this.#state.get(), message.sync));
      case 'log-state':
        return this.#logState(message.ok);
      case 'bye':
        return this.#dismissed(message);
      case 'move':
        return this.#move(message.withinMs, message.backends);
      default:
        if (isPassedOn(message)) this.#emit(message);
    }
  }

  #welcomed(welcome: Welcome): void {
    const { state, complete } = afterWelcome(this.#state.get(), welcome);
    const moved = this.#adopted;
    this.#adopted = false;
    this.#token = welcome.resumeToken;
    this.#endpoints.learn(welcome.backends);
    this.#sync.forget();
    // In a move what was asked is still asked; after a break it has to be asked again.
    if (!moved) {
      this.#announcer.forget();
      this.#mover.forget();
    }
    this.#state.set(state);
    if (!complete) this.#sync.ask(0);
    this.#emit({ type: 'welcome', welcome });
    this.#emitRoom();
    if (!moved) this.#chat.sendAgain();
    this.#reconcileMedia();
  }

  /** Let in from the waiting room: only now the room can be seen. */
  #admitted(message: Extract<ServerMessage, { type: 'admitted' }>): void {
    const next = afterSync(this.#state.get(), message.sync);
    if (next !== undefined) this.#state.set({ ...next, mode: message.mode });
    this.#emit(message);
    this.#emitRoom();
  }

  #happened(batch: Extract<ServerMessage, { type: 'events' }>): void {
    const before = this.#state.get();
    // Before the room is looked at, or the announcer would contradict.
    if (mutesMe(before, batch.events)) this.#emit({ type: 'muted' });
    const next = afterSync(before, { ...batch, kind: 'events' });
    this.#synced(next);
    if (next !== undefined && next.view !== before.view) this.#emit({ type: 'events', events: batch.events });
  }

  #synced(next: SessionState | undefined): void {
    if (next === undefined) return this.#sync.ask(this.#state.get().view.version);
    this.#state.set(next);
    this.#emitRoom();
    this.#reconcileMedia();
  }

  #logState(ok: boolean): void {
    this.#patch({ logOk: ok });
    if (!ok) return;
    this.#chat.retryRefused();
    this.#reconcileMedia();
  }

  #dismissed(bye: Extract<ServerMessage, { type: 'bye' }>): void {
    const end = endOf(bye, this.#mover.greeted);
    if (end !== undefined) this.#finish(end);
    else this.#link?.drop(closeCodes.goingAway);
  }

  #reconcileMedia(): void {
    const { view, me, phase } = this.#state.get();
    if (phase === 'joined') this.#announcer.reconcile(view, me);
  }

  /** Goes to another backend while the present one still serves; nothing is shown of it. */
  #move(withinMs: number, backends: readonly string[]): void {
    const old = this.#link;
    if (old === undefined || this.#token === null) return;
    this.#endpoints.learn(backends);
    void this.#mover.move(old, this.#endpoints.others(), withinMs, {
      stays: () => this.#link === old && this.#state.get().phase === 'joined',
      open: (url, handlers) => new Link(socketUrl(url), this.#options.openSocket, randomId(10), handlers),
      hello: (link) => link.request(this.#greeting(), moveDeadlineMs),
      adopt: (link, url) => {
        this.#link = link;
        this.#adopted = true;
        this.#endpoints.use(url);
      },
      receive: (message) => this.#receive(message),
      lost: (link, code) => {
        if (this.#link === link) this.#lost(code);
      },
    });
  }

  #lost(code: number): void {
    this.#link = undefined;
    const { phase, attempt } = this.#state.get();
    if (phase === 'ended') return;
    if (code === closeCodes.replaced && !this.#mover.greeted) return this.#finish(replaced);
    this.#endpoints.next();
    this.#patch({ phase: phase === 'joined' ? 'reconnecting' : phase, attempt: attempt + 1 });
    if (phase === 'joined') this.#emit({ type: 'disconnected' });
    const pause = pauseBefore(attempt + 1, { retryAfterMs: this.#retryAfterMs });
    this.#retryAfterMs = 0;
    this.#retry = setTimeout(() => this.#connect(), pause);
  }

  #finish(end: SessionEnd): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#announcer.forget();
    this.#patch({ phase: 'ended', end });
    this.#link?.drop(closeCodes.normal);
    this.#emit({ type: 'ended' });
  }
}
