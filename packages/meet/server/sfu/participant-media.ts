import { randomInt } from 'node:crypto';
import type { ClientMessage } from '@stoa/protocol';
import { meetErrors } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { janusErrors } from './janus-message.ts';
import type { JanusSession } from './janus-session.ts';
import { janusCode } from './janus-socket.ts';
import type { MediaClient, MediaRoom } from './media-port.ts';
import { Publisher } from './publisher.ts';
import type { Sfu } from './sfu-pool.ts';
import { Subscriber } from './subscriber.ts';

type CandidateMessage = Extract<ClientMessage, { type: 'candidate' }>;

export interface ParticipantMediaDeps {
  readonly participant: string;
  readonly sfu: Sfu;
  readonly videoRoom: number;
  readonly room: MediaRoom;
  readonly client: Pick<MediaClient, 'offer' | 'lost'>;
  readonly settings: Settings;
  /** The SFU no longer has the session. */
  readonly onGone: () => void;
  readonly onError: (error: unknown) => void;
}

/** Candidates that may wait for their PeerConnection. */
const maxWaiting = 64;
/** By then a claim that was under way at another backend has arrived, and that backend knows that it lost. */
const reclaimAfterMs = 500;

export function newFeed(): number {
  // 47 bits: safe as a JSON number; two equal ones in a room do not happen.
  return randomInt(1, 2 ** 47);
}

/** The media of one participant on one SFU: a Janus session with a publisher and a subscriber handle. */
export class ParticipantMedia {
  readonly sfu: Sfu;
  readonly videoRoom: number;
  readonly #deps: ParticipantMediaDeps;
  readonly #session: JanusSession;
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  #waiting: CandidateMessage[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #storing = false;
  /** After a claim: what is told to the client waits for the welcome. */
  #claimed: { readonly lost: boolean } | undefined;
  #closed = false;

  constructor(
    deps: ParticipantMediaDeps,
    session: JanusSession,
    handles: { readonly publisher: number | null; readonly subscriber: number | null; readonly feed: number },
  ) {
    this.#deps = deps;
    this.sfu = deps.sfu;
    this.videoRoom = deps.videoRoom;
    this.#session = session;
    const store = () => this.store();
    const { participant, videoRoom, room, client, settings, onError } = deps;
    this.#publisher = new Publisher(
      {
        session,
        videoRoom,
        participant,
        roomSecret: deps.sfu.roomSecret(videoRoom),
        store,
        newFeed,
        onState: () => this.sync(),
        onLost: (reason) => client.lost(reason),
      },
      handles.publisher,
      handles.feed,
    );
    this.#subscriber = new Subscriber(
      {
        session,
        videoRoom,
        store,
        feeds: () => room.feeds(),
        onOffer: (offer) => client.offer(offer),
        onError,
        answerMs: settings.answerMs,
      },
      handles.subscriber,
    );
  }

  get publisher(): Publisher {
    return this.#publisher;
  }

  get subscriber(): Subscriber {
    return this.#subscriber;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Number of the Janus session. */
  get session(): number {
    return this.#session.id;
  }

  /** Claims the session once more in a moment. */
  reclaimLater(): void {
    setTimeout(() => this.#session.reclaim(), reclaimAfterMs).unref();
  }

  /** Writes which session and handles there are, so that another backend can claim them. */
  store(): Promise<void> {
    return this.#deps.room.storeSession({
      sfu: this.sfu.name,
      session: this.#session.id,
      publisher: this.#publisher.handle,
      subscriber: this.#subscriber.handle,
      feed: this.#publisher.feed,
    });
  }

  /** Makes room and handles. */
  async open(): Promise<void> {
    await this.#publisher.attach();
    const number = this.videoRoom;
    try {
      await this.#session.message(this.#publisher.handle ?? 0, {
        request: 'create',
        room: number,
        // Whoever looks at the SFU finds out which rooms it carries.
        description: this.#deps.room.id,
        secret: this.sfu.roomSecret(number),
        publishers: this.#deps.room.maxPublishers,
        audiocodec: 'opus',
        videocodec: 'vp8',
        // A camera in three layers, and a screen.
        bitrate: 4_000_000,
        fir_freq: 0,
        notify_joining: false,
      });
    } catch (error) {
      if (janusCode(error) !== janusErrors.roomExists) throw error;
    }
    await this.#subscriber.attach();
    await this.store();
  }

  /** The session was claimed; until `begin` nothing is done on it. `lost`: the publication is no more. */
  claimed(how: { readonly lost: boolean }): void {
    this.#claimed = how;
  }

  /** The client has its welcome: it is told what is open, and what happened meanwhile takes its course. */
  begin(): void {
    if (this.#closed) return;
    const claimed = this.#claimed;
    this.#claimed = undefined;
    if (claimed?.lost) this.#deps.client.lost('the sending connection ended meanwhile');
    this.#session.begin();
    this.#subscriber.repeatOffer();
    this.sync();
  }

  /** Brings log and SFU in line: what is up is published, who was muted is, others are subscribed to. */
  sync(): void {
    if (this.#closed || this.#claimed) return;
    this.#subscriber.sync();
    this.#publisher.silence(this.#deps.room.silenced()).catch((error) => this.#deps.onError(error));
    void this.#syncPublished().catch((error) => this.#deps.onError(error));
  }

  async #syncPublished(): Promise<void> {
    if (this.#storing) return;
    this.#storing = true;
    try {
      const up = this.#publisher.published;
      const stored = this.#deps.room.published();
      if (!up) {
        if (stored) await this.#deps.room.storeUnpublished();
      } else if (stored?.feed !== up.feed || stored.kinds.join() !== up.kinds.join()) {
        await this.#deps.room.storePublished(up.feed, up.kinds);
      }
    } finally {
      this.#storing = false;
    }
  }

  publish(sdp: string): Promise<string> {
    return this.#enqueue(async () => {
      const answer = await this.#publisher.publish(sdp);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const message of waiting) this.candidate(message);
      return answer;
    });
  }

  unpublish(): Promise<void> {
    return this.#enqueue(() => this.#publisher.unpublish());
  }

  candidate(message: CandidateMessage): void {
    const leg = message.pc === 'publish' ? this.#publisher : this.#subscriber;
    const taken = leg.trickle(message.candidate ?? { completed: true });
    if (!taken && this.#waiting.length < maxWaiting) this.#waiting.push(message);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(() => {
      if (this.#closed) throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'the room has left this SFU');
      return work();
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  /** Another backend owns the session now: stop without touching it. */
  fence(): void {
    this.#closed = true;
    this.#subscriber.close();
    this.#session.fence();
  }

  /** Ends the session on the SFU after a moment; from now on nothing of it is told, and nothing done. */
  retire(ms: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscriber.close();
    this.#session.silence();
    setTimeout(() => void this.#session.destroy(), ms).unref();
  }

  /** Ends the session on the SFU. */
  async destroy(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscriber.close();
    await this.#session.destroy();
  }
}
