import { closeCodes } from '@stoa/protocol';
import type { ServerMessage } from '@stoa/protocol';
import { createStore, randomId } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import { Endpoints, pauseBefore, socketUrl } from './_endpoints.ts';
import { Handover } from './_handover.ts';
import { Link } from './_link.ts';
import type { ClientRequest } from './_link.ts';
import { MediaAnnouncer } from './_media-announcer.ts';
import type { MediaState } from './_media-announcer.ts';
import { RequestError } from './_requests.ts';
import { addOutgoing, dropOutgoing, failOutgoing, outboxLimit, retryOutgoing } from './outbox.ts';
import type { SessionEvent, SessionOptions } from './session-events.ts';
import { afterSync, afterWelcome, endOf, initialSession, mutesMe, replaced } from './session-state.ts';
import type { SessionEnd, SessionState, Welcome } from './session-state.ts';

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
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  #link: Link | undefined;
  #token: string | null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handover: Handover | undefined;
  #moving = false;
  /** The next welcome is that of a move. */
  #adopted = false;
  #syncing = false;

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

  /** @returns false when too many messages are unconfirmed: nothing was taken */
  sendChat(text: string): boolean {
    if (this.#state.get().outbox.length >= outboxLimit) return false;
    const id = `c-${randomId(20)}`;
    this.#patch({ outbox: addOutgoing(this.#state.get().outbox, id, text) });
    this.#deliver(id, text);
    return true;
  }

  retryChat(id: string): void {
    const chat = this.#state.get().outbox.find((message) => message.id === id);
    if (chat === undefined || chat.state === 'sending') return;
    this.#patch({ outbox: retryOutgoing(this.#state.get().outbox, id) });
    this.#deliver(id, chat.text);
  }

  discardChat(id: string): void {
    this.#patch({ outbox: dropOutgoing(this.#state.get().outbox, id) });
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
    const { room, name } = this.#options;
    const token = this.#token;
    const resume = token === null ? {} : { resume: { token, version: this.#state.get().view.version } };
    return { type: 'hello', room, name, ...resume };
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
        // Before the room is looked at, or the announcer would contradict.
        if (mutesMe(this.#state.get(), message.events)) this.#emit({ type: 'muted' });
        return this.#synced(afterSync(this.#state.get(), { ...message, kind: 'events' }));
      case 'sync':
        return this.#synced(afterSync(this.#state.get(), message.sync));
      case 'log-state':
        return this.#logState(message.ok);
      case 'bye':
        return this.#dismissed(message);
      case 'move':
        return void this.#move(message.withinMs, message.backends);
      case 'offer':
      case 'media-lost':
      case 'signal':
        return this.#emit(message);
      default:
    }
  }

  #welcomed(welcome: Welcome): void {
    const { state, complete } = afterWelcome(this.#state.get(), welcome);
    const moved = this.#adopted;
    this.#adopted = false;
    this.#token = welcome.resumeToken;
    this.#endpoints.learn(welcome.backends);
    this.#syncing = false;
    // In a move what was asked is still asked; after a break it has to be asked again.
    if (!moved) this.#announcer.forget();
    this.#state.set(state);
    if (!complete) this.#askSync(0);
    this.#emit({ type: 'welcome', welcome });
    this.#emitRoom();
    for (const chat of this.#state.get().outbox) {
      if (chat.state === 'sending' && !moved) this.#deliver(chat.id, chat.text);
    }
    this.#reconcileMedia();
  }

  /** Let in from the waiting room: only now the room can be seen. */
  #admitted(message: Extract<ServerMessage, { type: 'admitted' }>): void {
    const next = afterSync(this.#state.get(), message.sync);
    if (next !== undefined) this.#state.set({ ...next, mode: message.mode });
    this.#emit(message);
    this.#emitRoom();
  }

  #synced(next: SessionState | undefined): void {
    if (next === undefined) return this.#askSync(this.#state.get().view.version);
    this.#state.set(next);
    this.#emitRoom();
    this.#reconcileMedia();
  }

  #askSync(version: number): void {
    if (this.#syncing) return;
    this.#syncing = true;
    this.request({ type: 'sync', version })
      .catch(() => undefined)
      .finally(() => {
        this.#syncing = false;
      });
  }

  #logState(ok: boolean): void {
    this.#patch({ logOk: ok });
    if (!ok) return;
    // Refused only because the log was away: the same id makes sending again safe.
    for (const chat of this.#state.get().outbox) {
      if (chat.code === 'log-unavailable') this.retryChat(chat.id);
    }
    this.#reconcileMedia();
  }

  #dismissed(bye: Extract<ServerMessage, { type: 'bye' }>): void {
    const end = endOf(bye, this.#handover?.greeted === true);
    if (end !== undefined) this.#finish(end);
    else this.#link?.drop(closeCodes.goingAway);
  }

  #deliver(id: string, text: string): void {
    this.request({ type: 'chat', id, text }).catch((error: unknown) => {
      // Unanswered: it is sent again, under the same id, after the next welcome.
      if (!(error instanceof RequestError) || error.code === 'connection-lost') return;
      this.#patch({ outbox: failOutgoing(this.#state.get().outbox, id, error.code) });
    });
  }

  #reconcileMedia(): void {
    const { view, me, phase } = this.#state.get();
    if (phase === 'joined') this.#announcer.reconcile(view, me);
  }

  /** Goes to another backend while the present one still serves; nothing is shown of it. */
  async #move(withinMs: number, backends: readonly string[]): Promise<void> {
    const old = this.#link;
    if (old === undefined || this.#moving || this.#token === null) return;
    this.#endpoints.learn(backends);
    this.#moving = true;
    this.#handover = new Handover(old, {
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
    const moved = await this.#handover.run(this.#endpoints.others(), withinMs);
    this.#moving = false;
    if (moved) this.#handover = undefined;
  }

  #lost(code: number): void {
    this.#link = undefined;
    const { phase, attempt } = this.#state.get();
    if (phase === 'ended') return;
    if (code === closeCodes.replaced && !this.#handover?.greeted) return this.#finish(replaced);
    this.#endpoints.next();
    this.#patch({ phase: phase === 'joined' ? 'reconnecting' : phase, attempt: attempt + 1 });
    if (phase === 'joined') this.#emit({ type: 'disconnected' });
    this.#retry = setTimeout(() => this.#connect(), pauseBefore(attempt + 1));
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
