import type { PublishedKind } from '@stoa/protocol';
import { meetErrors } from '../errors.ts';
import type { HandleListener, JanusSession } from './janus-session.ts';
import type { JanusMessage } from './janus-message.ts';
import { fingerprintOf, microphoneMids, sendingKinds } from './sdp.ts';

export interface PublisherDeps {
  readonly session: JanusSession;
  readonly videoRoom: number;
  readonly participant: string;
  /** What the SFU asks for before it moderates the room. */
  readonly roomSecret: string;
  /** A new handle or feed: must be in the log before an SDP leaves. */
  readonly store: () => Promise<void>;
  /** What is up on the SFU has changed; `kinds` empty = nothing. */
  readonly onState: () => void;
  /** Janus gave the PeerConnection up. */
  readonly onLost: (reason: string) => void;
  readonly newFeed: () => number;
}

/** The sending side of one participant: one VideoRoom publisher handle at a time. */
export class Publisher {
  readonly #deps: PublisherDeps;
  readonly #listener: HandleListener;
  #handle: number | null;
  #feed: number;
  #fingerprint: string | undefined;
  #kinds: PublishedKind[] = [];
  #up = false;
  #microphones: string[] = [];
  /** What the SFU was told about passing sound on; undefined where that is not known. */
  #silenced: boolean | undefined = false;

  constructor(deps: PublisherDeps, handle: number | null, feed: number) {
    this.#deps = deps;
    this.#handle = handle;
    this.#feed = feed;
    this.#listener = (message) => this.#receive(message);
  }

  get handle(): number | null {
    return this.#handle;
  }

  get feed(): number {
    return this.#feed;
  }

  /** What can be subscribed to now. */
  get published(): { readonly feed: number; readonly kinds: readonly PublishedKind[] } | null {
    return this.#up ? { feed: this.#feed, kinds: this.#kinds } : null;
  }

  async attach(): Promise<void> {
    this.#handle = await this.#deps.session.attach(this.#listener);
  }

  /** Goes on with a handle after a claim: `offer` is what the client offered. */
  adopt({ offer, up }: { readonly offer: string; readonly up: boolean }): void {
    if (this.#handle === null) return;
    this.#deps.session.adopt(this.#handle, this.#listener);
    this.#fingerprint = fingerprintOf(offer);
    this.#kinds = sendingKinds(offer);
    this.#microphones = microphoneMids(offer);
    this.#silenced = undefined;
    this.#up = up;
  }

  /** Publishes, renegotiates, or restarts ICE; @returns the answer's SDP. */
  async publish(sdp: string): Promise<string> {
    const fingerprint = fingerprintOf(sdp);
    const running = this.#fingerprint !== undefined;
    // Another certificate is another PeerConnection, which Janus takes only on a handle of its own.
    if (running && fingerprint !== this.#fingerprint) await this.unpublish();
    if (this.#handle === null) await this.#renew();
    const { session, videoRoom, participant } = this.#deps;
    const body =
      this.#fingerprint === undefined
        ? {
            request: 'joinandconfigure',
            ptype: 'publisher',
            room: videoRoom,
            id: this.#feed,
            display: participant,
          }
        : { request: 'configure' };
    let answer: string;
    try {
      const reply = await session.message(this.#handle ?? 0, body, { type: 'offer', sdp });
      if (!reply.jsep) throw meetErrors.make('MEET_SFU_REFUSED', 'the SFU answered without SDP');
      answer = reply.jsep.sdp;
    } catch (error) {
      // It is not known how far Janus came: the next attempt gets a handle of its own.
      if (!this.#up) await this.unpublish().catch(() => {});
      throw error;
    }
    this.#fingerprint = fingerprint;
    this.#kinds = sendingKinds(sdp);
    this.#microphones = microphoneMids(sdp);
    // Sections may be new: those the SFU passes on.
    if (this.#silenced === true) this.#silenced = undefined;
    if (this.#up) this.#deps.onState();
    return answer;
  }

  /**
   * Has the SFU drop the participant's sound, or pass it on again. A client that obeys is muted by itself; this is
   * for those that go on sending.
   */
  async silence(wanted: boolean): Promise<void> {
    if (!this.#up || this.#handle === null || this.#silenced === wanted) return;
    const { session, videoRoom, roomSecret } = this.#deps;
    this.#silenced = wanted;
    try {
      for (const mid of this.#microphones) {
        await session.message(this.#handle, {
          request: 'moderate',
          room: videoRoom,
          secret: roomSecret,
          id: this.#feed,
          mid,
          mute: wanted,
        });
      }
    } catch (error) {
      this.#silenced = undefined;
      throw error;
    }
  }

  /** Ends the publication; the next one gets a new handle and feed. */
  async unpublish(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    this.#fingerprint = undefined;
    this.#silenced = false;
    this.#up = false;
    this.#deps.onState();
    if (handle !== null) await this.#deps.session.detach(handle);
  }

  /** @returns false while there is no PeerConnection to give candidates to */
  trickle(candidate: unknown): boolean {
    if (this.#handle === null || this.#fingerprint === undefined) return false;
    this.#deps.session.trickle(this.#handle, candidate).catch(() => {
      // ICE finds another way, or fails visibly.
    });
    return true;
  }

  async #renew(): Promise<void> {
    this.#feed = this.#deps.newFeed();
    await this.attach();
    await this.#deps.store();
  }

  #receive(message: JanusMessage): void {
    if (message.janus === 'webrtcup' && !this.#up) {
      this.#up = true;
      this.#deps.onState();
    }
    // Detached: an earlier owner of the session did that, later than our claim.
    if (message.janus === 'hangup' || message.janus === 'detached') {
      const reason = typeof message.reason === 'string' ? message.reason : 'no reason given';
      this.unpublish().catch(() => {});
      this.#deps.onLost(`the SFU ended the sending connection: ${reason}`);
    }
  }
}
