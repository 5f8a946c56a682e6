import type { RTCPeerConnection } from 'werift';
import type { ServerMessage } from '@stoa/protocol';
import { retry, sleep, StoaError } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import {
  changeWay,
  closePeer,
  connected,
  createPeer,
  makeDescription,
  iceUfrag,
  nominatedPair,
  openWay,
  remoteUfrag,
  sendMedia,
  tapMedia,
  type Way,
} from '../rtc/index.ts';
import { refusalCode, type PassedMessage, type Welcome } from '../session/index.ts';
import { Leaving } from './_leaving.ts';
import type { ConnectionInfo, LegDeps, LivePeer } from './_media-legs.ts';

type Offer = Extract<ServerMessage, { type: 'offer' }>;

/** How often one side is made anew before the participant gives in. */
const maxRebuilds = 10;
/** How long the offer may take to come that made another one stale, ms. */
const overtakenMs = 500;

/** What arrives on one leg: `participant kind`, with the time of the last packet (ms on `performance.now()`). */
export type Seen = ReadonlyMap<string, number>;

/** One sending and one receiving PeerConnection towards one SFU. */
export class SfuLeg {
  /** Its number while it is being prepared; undefined: it is the present one. */
  leg: number | undefined;
  readonly #deps: LegDeps;
  readonly #seen = new Map<string, number>();
  #publisher: LivePeer | undefined;
  #subscriber: RTCPeerConnection | undefined;
  /** Offers are worked through one after the other; only the latest of those that wait counts. */
  #queue: Promise<void> = Promise.resolve();
  #latest: Offer | undefined;
  /** It stands by, and nothing is sent over it. */
  #muted: boolean;
  #received = false;
  #started = false;
  #publishing: Promise<void> | undefined;
  #rebuilt = 0;
  #closed = false;
  readonly #leaving = new Leaving();

  constructor(
    deps: LegDeps,
    { leg, muted = false }: { readonly leg?: number; readonly muted?: boolean } = {},
  ) {
    this.#deps = deps;
    this.leg = leg;
    this.#muted = muted;
  }

  /** It is the present leg from now on: it sends, and is not named any more. */
  take(): void {
    this.leg = undefined;
    if (!this.#muted) return;
    this.#muted = false;
    this.#deps.source.requestKeyFrame();
  }

  get seen(): Seen {
    return this.#seen;
  }

  get rebuilt(): number {
    return this.#rebuilt;
  }

  /** Own media can flow. */
  get started(): boolean {
    return this.#started;
  }

  async start(): Promise<void> {
    await this.#publish(false);
    this.#started = true;
  }

  onMessage(message: PassedMessage): void {
    if (message.type === 'offer') {
      this.#latest = message;
      // The SFU has given the other end up, and what still waits for it would keep this offer waiting, too.
      if (message.fresh) void this.#dropSubscriber();
      this.#queue = this.#queue.then(() => this.#onOffer(message));
    } else if (message.type === 'media-lost') {
      this.#latest = undefined;
      // The backend has let go of the publication itself: asking it to would only hold up the next one.
      void this.#republish(false);
    }
  }

  onResumed(welcome: Welcome): void {
    if (welcome.media === 'lost') this.#latest = undefined;
    // `kept` media needs nothing, unless the break came before it was up.
    if (welcome.media === 'kept' && this.#publisher?.pc.connectionState === 'connected') return;
    void this.#republish();
  }

  connections(): ConnectionInfo[] {
    const of = (role: 'publish' | 'subscribe', pc: RTCPeerConnection | undefined): ConnectionInfo[] =>
      pc === undefined ? [] : [{ role, peer: null, state: pc.connectionState, pair: nominatedPair(pc) }];
    return [...of('publish', this.#publisher?.pc), ...of('subscribe', this.#subscriber)];
  }

  leaveRelay(): boolean {
    const options = this.#deps.peerOptions();
    const [sender, receiver] = [this.#publisher?.pc, this.#subscriber];
    const sends = this.#leaving.look(sender, options, (pc) =>
      changeWay(pc, options, async (sdp) => {
        return (await this.#deps.session.request({ type: 'publish', sdp, ...this.#named() })).sdp;
      }),
    );
    // The SFU offers then, with an ICE restart.
    const receives = this.#leaving.look(receiver, options, () =>
      this.#deps.session.request({ type: 'resubscribe', mode: 'ice-restart', ...this.#named() }),
    );
    return sends && receives;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#dropPublisher(), this.#dropSubscriber()]);
  }

  /** Publishes once at a time; a failure that another try may cure is tried again within bounds. */
  #publish(unpublishFirst: boolean): Promise<void> {
    if (this.#deps.source.kinds.length === 0) return Promise.resolve();
    this.#publishing ??= retry(
      async (attempt) => {
        if (unpublishFirst || attempt > 1) await this.#unpublish();
        await this.#publishOnce();
      },
      { deadlineMs: 20_000, maxMs: 1_000, retryIf: (error) => !this.#closed && isCurable(error) },
    ).finally(() => {
      this.#publishing = undefined;
    });
    return this.#publishing;
  }

  #named(): { leg?: number } {
    return this.leg === undefined ? {} : { leg: this.leg };
  }

  async #publishOnce(): Promise<void> {
    await this.#dropPublisher();
    if (this.#closed) throw callErrors.make('CALL_INTERRUPTED', 'the participant is leaving');
    const options = this.#deps.peerOptions();
    const pc = createPeer(options);
    this.#publisher = { pc, stopSending: sendMedia(pc, this.#deps.source, 'sendonly', () => this.#muted) };
    const sdp = await makeDescription(pc, 'offer', options);
    const answer = await this.#deps.session.request({ type: 'publish', sdp, ...this.#named() });
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    await connected(pc, 'the sending connection');
    this.#watch(
      pc,
      () => pc === this.#publisher?.pc,
      () => this.#republish(),
    );
  }

  async #unpublish(): Promise<void> {
    await this.#deps.session.request({ type: 'unpublish', ...this.#named() }).catch(() => {});
  }

  async #republish(unpublishFirst = true): Promise<void> {
    if (!this.#countRebuild()) return;
    try {
      await this.#publish(unpublishFirst);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #onOffer(offer: Offer): Promise<void> {
    if (this.#closed || offer !== this.#latest) return;
    try {
      await this.#answer(offer);
    } catch (error) {
      // The offer that replaced this one is on its way; a connection whose negotiation hangs must be made anew.
      if (refusalCode(error) === 'stale-negotiation') await sleep(overtakenMs);
      if (this.#closed || offer !== this.#latest) return;
      const code = codeOf(error);
      // The backend that takes the session over offers again.
      if (code === 'CALL_INTERRUPTED') return;
      if (code === 'CALL_ICE_FAILED' && !this.#received) this.#fail(error);
      else await this.#askFresh(error);
    }
  }

  async #answer(offer: Offer): Promise<void> {
    const options = this.#deps.peerOptions();
    const known = this.#subscriber;
    if (offer.fresh || known === undefined) {
      await this.#dropSubscriber();
      if (offer !== this.#latest) return;
      this.#subscriber = createPeer(options);
    } else if (remoteUfrag(known) !== iceUfrag(offer.sdp)) {
      const way = await openWay(known, options);
      try {
        await this.#agree(known, offer, way);
        await way.take(offer.sdp);
      } catch (error) {
        await way.drop();
        throw error;
      }
      return;
    }
    const pc = this.#subscriber;
    if (pc === undefined) return;
    await this.#agree(pc, offer);
    if (pc !== known)
      this.#watch(
        pc,
        () => pc === this.#subscriber && this.#received,
        () => this.#askFresh(),
      );
    await connected(pc, 'the receiving connection');
    this.#received = true;
  }

  /** @param way where ICE restarts: the new one */
  async #agree(pc: RTCPeerConnection, { sdp, negotiation }: Offer, way?: Way): Promise<void> {
    await pc.setRemoteDescription({ type: 'offer', sdp: way?.conceal(sdp) ?? sdp });
    tapMedia(pc, (payload) => this.#note(payload));
    const own = await makeDescription(pc, 'answer', this.#deps.peerOptions());
    const answer = { type: 'answer', negotiation, sdp: way?.describe(own) ?? own } as const;
    await this.#deps.session.request({ ...answer, ...this.#named() });
  }

  #note(payload: Buffer): void {
    const stamp = this.#deps.reception.note(payload);
    if (stamp) this.#seen.set(`${stamp.sender} ${stamp.kind}`, performance.now());
  }

  async #askFresh(cause?: unknown): Promise<void> {
    if (!this.#countRebuild(cause)) return;
    await this.#dropSubscriber();
    await this.#deps.session
      .request({ type: 'resubscribe', mode: 'fresh', ...this.#named() }, { keepMs: 10_000 })
      .catch((error: unknown) => {
        this.#fail(cause ?? error);
      });
  }

  /** Cures a connection that breaks later, as long as it is the one in use. */
  #watch(pc: RTCPeerConnection, inUse: () => boolean, cure: () => Promise<void>): void {
    pc.connectionStateChange.subscribe((state) => {
      if (state === 'failed' && !this.#closed && inUse()) void cure();
    });
  }

  #countRebuild(cause?: unknown): boolean {
    if (this.#closed) return false;
    this.#rebuilt += 1;
    if (this.#rebuilt <= maxRebuilds) return true;
    this.#fail(
      cause ?? callErrors.make('CALL_ICE_FAILED', `media was made anew ${maxRebuilds} times without success`),
    );
    return false;
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#deps.onProblem(error instanceof Error ? error : new Error(String(error)));
  }

  async #dropPublisher(): Promise<void> {
    const old = this.#publisher;
    this.#publisher = undefined;
    old?.stopSending();
    if (old !== undefined) await closePeer(old.pc);
  }

  async #dropSubscriber(): Promise<void> {
    const old = this.#subscriber;
    this.#subscriber = undefined;
    if (old !== undefined) await closePeer(old);
  }
}

function codeOf(error: unknown): string {
  return error instanceof StoaError ? error.code : '';
}

/** A TURN server that is not there, or not trusted, and a blocked way do not get better within seconds. */
function isCurable(error: unknown): boolean {
  const code = codeOf(error);
  return !['CALL_NO_RELAY', 'CALL_RELAY_FAILED', 'CALL_TLS_UNTRUSTED', 'CALL_ICE_FAILED'].includes(code);
}
