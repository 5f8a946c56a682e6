import type { PictureWant } from '@stoa/protocol';
import { backoffDelay, type StoaError } from '@stoa/toolkit/base';
import { meetErrors, refusal } from '../errors.ts';
import type { JanusSession, PluginReply } from './janus-session.ts';
import { janusErrors, readStreams, type JanusMessage, type JanusStream } from './janus-message.ts';
import { isHalfDone, janusCode } from './janus-socket.ts';
import { Layers } from './layers.ts';
import type { Feed, Offer } from './media-port.ts';
import { Postponed } from './postponed.ts';
import {
  changesOf,
  isSubscribed,
  remoteStreams,
  type StreamRef,
  type SubscriptionChanges,
} from './subscriptions.ts';

export interface SubscriberDeps {
  readonly session: JanusSession;
  readonly videoRoom: number;
  readonly feeds: () => readonly Feed[];
  /** A new handle must be in the log before an SDP leaves. */
  readonly store: () => Promise<void>;
  readonly onOffer: (offer: Offer) => void;
  readonly onError: (error: unknown) => void;
  readonly answerMs: number;
}

/** A subscriber handle with a running PeerConnection, as it was found after a claim. */
export interface FoundHandle {
  readonly streams: readonly JanusStream[];
  /** SDP of an offer that waits for its answer. */
  readonly open: string | undefined;
}

/** Fresh starts in a row that may fail or stay unanswered before only `resubscribe` starts another. */
const maxFailures = 6;

/**
 * The receiving side of one participant: one multistream VideoRoom handle. Janus allows one negotiation at a time, so
 * everything goes through one queue; changes that come meanwhile are taken together when it is over.
 */
export class Subscriber {
  readonly #deps: SubscriberDeps;
  #handle: number | null;
  /** The handle has joined: it has a PeerConnection (offered or running). */
  #joined = false;
  #streams: readonly JanusStream[] = [];
  /** Who is behind a feed, also after they left. */
  readonly #people = new Map<number, string>();
  #open: Offer | undefined;
  #lastNumber = 0;
  #fresh = true;
  #failures = 0;
  readonly #missing = new Postponed(290);
  readonly #layers = new Layers();
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: SubscriberDeps, handle: number | null) {
    this.#deps = deps;
    this.#handle = handle;
  }

  get handle(): number | null {
    return this.#handle;
  }

  async attach(): Promise<void> {
    this.#handle = await this.#deps.session.attach((message) => this.#receive(message));
  }

  /** Goes on with a handle after a claim. */
  adopt(found: FoundHandle): void {
    if (this.#handle === null) return;
    this.#deps.session.adopt(this.#handle, (message) => this.#receive(message));
    this.#streams = found.streams;
    this.#joined = true;
    this.#fresh = false;
    if (found.open !== undefined) this.#offer(found.open);
  }

  /** Brings the subscriptions in line with what is published in the room. */
  sync(): void {
    void this.#enqueue(() => this.#align()).catch((error) => this.#failed(error));
  }

  /** Which pictures are worth how much to this receiver; changes that come close together go as one. */
  want(wants: readonly PictureWant[]): void {
    this.#layers.want(wants);
    void this.#enqueue(() => this.#configure()).catch(() => {
      // The handle is over; the next one is told.
    });
  }

  async #configure(): Promise<void> {
    if (!this.#joined || this.#open) return;
    const streams = this.#layers.due(this.#streams, (stream) => this.#ownerOf(stream));
    if (streams.length === 0) return;
    try {
      await this.#message({ request: 'configure', streams });
    } catch (error) {
      // Pictures come in some size all the same; the next wish tells everything again.
      this.#layers.forget();
      this.#deps.onError(error);
    }
  }

  #ownerOf({ feed_id: feed, feed_display }: JanusStream): string | undefined {
    return feed === undefined ? undefined : (this.#people.get(feed) ?? feed_display);
  }

  /** Sends an unanswered offer again: the client has a new connection. */
  repeatOffer(): void {
    if (this.#open) this.#deps.onOffer(this.#open);
  }

  answer(negotiation: number, sdp: string): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#open?.negotiation !== negotiation) {
        throw refusal('stale-negotiation', `offer ${negotiation} is not open; answer the newest one`);
      }
      await this.#message({ request: 'start' }, sdp);
      // Meanwhile Janus may have sent a newer offer unasked: that one stays open.
      if (this.#open?.negotiation === negotiation) this.#settle();
      this.#failures = 0;
      await this.#configure();
      this.sync();
    });
  }

  async resubscribe(mode: 'ice-restart' | 'fresh'): Promise<void> {
    this.#failures = 0;
    if (mode === 'fresh' || !this.#joined) {
      await this.#enqueue(() => this.#restart());
      return;
    }
    await this.#enqueue(async () => {
      // An offer that is open cannot be restarted; the answer to it has to come first.
      if (this.#open) return this.repeatOffer();
      const reply = await this.#message({ request: 'configure', restart: true });
      this.#take(reply);
    });
  }

  trickle(candidate: unknown): boolean {
    if (this.#handle === null || !this.#joined) return false;
    this.#deps.session.trickle(this.#handle, candidate).catch(() => {
      // ICE finds another way, or fails visibly.
    });
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(() => {
      if (this.#closed) throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'this SFU session is over');
      return work();
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  #changes(): SubscriptionChanges {
    const now = performance.now();
    const feeds = this.#deps.feeds();
    for (const { feed, participant } of feeds) this.#people.set(feed, participant);
    const { subscribe, unsubscribe } = changesOf(this.#streams, feeds);
    return { subscribe: subscribe.filter((ref) => this.#missing.isDue(ref, now)), unsubscribe };
  }

  async #align(): Promise<void> {
    if (this.#open || this.#failures >= maxFailures) return;
    const { subscribe, unsubscribe } = this.#changes();
    if (subscribe.length === 0 && (unsubscribe.length === 0 || !this.#joined)) return;
    if (this.#handle === null) {
      await this.attach();
      await this.#deps.store();
    }
    try {
      const reply = await this.#message(
        this.#joined
          ? {
              request: 'update',
              ...(subscribe.length > 0 ? { subscribe } : {}),
              ...(unsubscribe.length > 0 ? { unsubscribe } : {}),
            }
          : { request: 'join', ptype: 'subscriber', room: this.#deps.videoRoom, streams: subscribe },
      );
      this.#joined = true;
      this.#take(reply);
      this.#noteMissing(subscribe);
    } catch (error) {
      if (janusCode(error) !== janusErrors.noSuchFeed) throw error;
      for (const ref of subscribe) this.#postpone(ref);
    }
  }

  /** Feeds that were asked for but did not become streams are asked for again a little later. */
  #noteMissing(asked: readonly StreamRef[]): void {
    for (const ref of asked) {
      if (isSubscribed(this.#streams, ref)) this.#missing.delete(ref);
      else this.#postpone(ref);
    }
  }

  #postpone(ref: StreamRef): void {
    this.#missing.add(ref, performance.now());
    this.#later(300);
  }

  #later(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.sync(), ms);
  }

  #message(body: Record<string, unknown>, answer?: string): Promise<PluginReply> {
    const jsep = answer === undefined ? undefined : { type: 'answer', sdp: answer };
    return this.#deps.session.message(this.#handle ?? 0, body, jsep);
  }

  #receive(message: JanusMessage): void {
    if (message.janus === 'hangup') {
      this.#startAnew();
      return;
    }
    if (message.janus === 'detached') {
      // By an earlier owner of the session, later than our claim.
      void this.#enqueue(() => this.#restart()).catch((error) => this.#deps.onError(error));
      return;
    }
    const data = message.plugindata?.data;
    if (data) this.#take({ data, jsep: message.jsep });
  }

  /** New streams and, where there is one, an offer: also unasked, when somebody stops publishing. */
  #take(reply: PluginReply): void {
    if (Array.isArray(reply.data['streams'])) this.#streams = readStreams(reply.data['streams']);
    // After a claim an offer that was found on the handle may come as an event, too.
    if (reply.jsep?.type === 'offer' && reply.jsep.sdp !== this.#open?.sdp) this.#offer(reply.jsep.sdp);
  }

  #offer(sdp: string): void {
    // Rising over all backends, so that an answer to an offer of an earlier owner is recognised.
    this.#lastNumber = Math.max(this.#lastNumber + 1, Date.now());
    const streams = remoteStreams(this.#streams, (stream) => this.#ownerOf(stream));
    this.#open = { negotiation: this.#lastNumber, fresh: this.#fresh, sdp, streams };
    this.#fresh = false;
    clearTimeout(this.#timer);
    // A negotiation that hangs would keep the handle from ever changing again.
    this.#timer = setTimeout(() => this.#startAnew(), this.#deps.answerMs);
    this.#deps.onOffer(this.#open);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#open = undefined;
  }

  async #restart(): Promise<void> {
    const old = this.#handle;
    this.#settle();
    this.#handle = null;
    this.#joined = false;
    this.#streams = [];
    this.#layers.forget();
    this.#fresh = true;
    if (old !== null) await this.#deps.session.detach(old).catch(() => {});
    if (this.#failures > 0) this.#later(backoffDelay(this.#failures, { baseMs: 250, maxMs: 8_000 }));
    else await this.#align();
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    this.#deps.onError(error);
    // What the SFU refuses cannot be cured on this handle, nor an offer that was lost on the way; what it did not hear
    // is tried again at the next tick.
    if ((error as StoaError).code === 'MEET_SFU_REFUSED' || isHalfDone(error)) this.#startAnew();
  }

  /** A new handle and PeerConnection, later and later if that goes on. */
  #startAnew(): void {
    this.#failures += 1;
    void this.#enqueue(() => this.#restart()).catch((error) => this.#deps.onError(error));
  }
}
