import type { ServerMessage, SignalData } from '@stoa/protocol';
import {
  closePeer,
  createPeer,
  makeDescription,
  iceUfrag,
  isRestart,
  nominatedPair,
  openWay,
  sendMedia,
  tapMedia,
  type PeerOptions,
  type Way,
} from '../rtc/index.ts';
import { refusalCode, type PassedMessage } from '../session/index.ts';
import { Leaving } from './_leaving.ts';
import type { ConnectionInfo, LegDeps, LivePeer, MediaLegs } from './_media-legs.ts';

type Signal = Extract<ServerMessage, { type: 'signal' }>;
type Description = Extract<SignalData, { kind: 'description' }>;

interface Leg extends LivePeer {
  readonly peer: string;
  /** ICE user name of the other side: another one means that it made a new connection. */
  ufrag: string | undefined;
  /** Offered, and not answered yet. */
  way: Way | undefined;
}

const maxRebuilds = 10;

/** One PeerConnection with each other participant. Who joined later makes the offer, so that offers seldom cross. */
export class MeshLegs implements MediaLegs {
  readonly #deps: LegDeps;
  readonly #legs = new Map<string, Leg>();
  /** Signals of one peer are worked through in order. */
  readonly #queues = new Map<string, Promise<void>>();
  readonly #leaving = new Leaving();
  #rebuilt = 0;
  #closed = false;

  constructor(deps: LegDeps) {
    this.#deps = deps;
  }

  get rebuilt(): number {
    return this.#rebuilt;
  }

  async start(): Promise<void> {
    await Promise.all(this.#earlier().map((peer) => this.#enqueue(peer, () => this.#offer(peer))));
  }

  onView(): void {
    const present = new Set(this.#deps.session.view.participants.map(({ id }) => id));
    for (const leg of this.#legs.values()) {
      if (!present.has(leg.peer)) void this.#drop(leg.peer);
    }
  }

  onMessage(message: PassedMessage): void {
    if (message.type !== 'signal') return;
    void this.#enqueue(message.from, () => this.#onSignal(message)).catch((error: unknown) =>
      this.#fail(error),
    );
  }

  onResumed(): void {
    // Signals that were lost with the connection: offer again where media is not up.
    for (const peer of this.#earlier()) {
      if (this.#legs.get(peer)?.pc.connectionState !== 'connected') this.#offerAgain(peer);
    }
  }

  connections(): ConnectionInfo[] {
    return [...this.#legs.values()].map(({ peer, pc }) => ({
      role: 'peer',
      peer,
      state: pc.connectionState,
      pair: nominatedPair(pc),
    }));
  }

  leaveRelay(): boolean {
    const options = this.#deps.peerOptions();
    const legs = [...this.#legs.values()];
    const looks = legs.map((leg) =>
      this.#leaving.look(leg.pc, options, () => this.#enqueue(leg.peer, () => this.#offerWay(leg, options))),
    );
    return looks.every(Boolean);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#legs.keys()].map((peer) => this.#drop(peer)));
  }

  #me(): string {
    return this.#deps.session.welcome?.participant ?? '';
  }

  /** Those who were in the room before this participant. */
  #earlier(): string[] {
    const ids = this.#deps.session.view.participants.map(({ id }) => id);
    const own = ids.indexOf(this.#me());
    return ids.slice(0, Math.max(0, own));
  }

  #enqueue(peer: string, work: () => Promise<void>): Promise<void> {
    const next = (this.#queues.get(peer) ?? Promise.resolve()).then(() =>
      this.#closed ? undefined : work(),
    );
    this.#queues.set(
      peer,
      next.catch(() => {}),
    );
    return next;
  }

  async #open(peer: string, options: PeerOptions): Promise<Leg> {
    await this.#drop(peer);
    const pc = createPeer(options);
    const leg = {
      peer,
      pc,
      stopSending: sendMedia(pc, this.#deps.source, 'sendrecv'),
      ufrag: undefined,
      way: undefined,
    };
    this.#legs.set(peer, leg);
    tapMedia(pc, (payload) => this.#deps.reception.note(payload));
    pc.connectionStateChange.subscribe((state) => {
      if (state === 'failed' && this.#legs.get(peer) === leg) this.#onFailed(peer);
    });
    return leg;
  }

  async #offer(peer: string): Promise<void> {
    const options = this.#deps.peerOptions();
    const { pc } = await this.#open(peer, options);
    await this.#signal(peer, {
      kind: 'description',
      type: 'offer',
      sdp: await makeDescription(pc, 'offer', options),
    });
  }

  async #offerWay(leg: Leg, options: PeerOptions): Promise<void> {
    if (this.#legs.get(leg.peer) !== leg) return;
    await leg.way?.drop();
    leg.way = await openWay(leg.pc, options);
    const sdp = leg.way.describe(leg.pc.localDescription?.sdp ?? '');
    await this.#signal(leg.peer, { kind: 'description', type: 'offer', sdp });
  }

  async #takeWay(leg: Leg, way: Way, sdp: string): Promise<void> {
    leg.way = undefined;
    leg.ufrag = iceUfrag(sdp);
    // What fails leaves media on the old way, for as long as that lasts; it is tried again.
    await way.take(sdp).catch(() => way.drop());
  }

  /** The other side goes another way, and so does this one, if it has to or not. */
  async #answerWay(leg: Leg, sdp: string, options: PeerOptions): Promise<void> {
    await leg.way?.drop();
    const way = await openWay(leg.pc, options);
    await leg.pc.setRemoteDescription({ type: 'offer', sdp: way.conceal(sdp) });
    const own = await makeDescription(leg.pc, 'answer', options);
    await this.#signal(leg.peer, { kind: 'description', type: 'answer', sdp: way.describe(own) });
    await this.#takeWay(leg, way, sdp);
  }

  async #signal(to: string, data: SignalData): Promise<void> {
    try {
      await this.#deps.session.request({ type: 'signal', to, data }, { keepMs: 10_000 });
    } catch (error) {
      // Who has left meanwhile needs no connection.
      if (refusalCode(error) !== 'no-such-participant') throw error;
      await this.#drop(to);
    }
  }

  async #onSignal({ from, data }: Signal): Promise<void> {
    const leg = this.#legs.get(from);
    if (data.kind === 'candidate') {
      await leg?.pc
        .addIceCandidate(data.candidate === null ? null : iceCandidate(data.candidate))
        .catch(() => {});
    } else if (data.type === 'offer') {
      await this.#onOffer(from, data);
    } else if (leg?.way) {
      await this.#takeWay(leg, leg.way, data.sdp);
    } else if (leg?.pc.signalingState === 'have-local-offer') {
      leg.ufrag = iceUfrag(data.sdp);
      await leg.pc.setRemoteDescription({ type: 'answer', sdp: data.sdp });
    }
  }

  async #onOffer(from: string, { sdp }: Description): Promise<void> {
    const options = this.#deps.peerOptions();
    let leg = this.#legs.get(from);
    // Crossing offers: whose id comes first in the alphabet gets its way; every client of a mesh keeps to this.
    const offered = leg?.pc.signalingState === 'have-local-offer' || leg?.way !== undefined;
    if (offered && this.#me() < from) return;
    if (leg && isRestart(leg.pc, sdp)) {
      await this.#answerWay(leg, sdp, options);
      return;
    }
    if (leg === undefined || leg.pc.signalingState !== 'stable' || leg.ufrag !== iceUfrag(sdp)) {
      leg = await this.#open(from, options);
    }
    leg.ufrag = iceUfrag(sdp);
    await leg.pc.setRemoteDescription({ type: 'offer', sdp });
    await this.#signal(from, {
      kind: 'description',
      type: 'answer',
      sdp: await makeDescription(leg.pc, 'answer', options),
    });
  }

  #onFailed(peer: string): void {
    if (this.#closed) return;
    if (this.#earlier().includes(peer)) this.#offerAgain(peer);
  }

  #offerAgain(peer: string): void {
    this.#rebuilt += 1;
    if (this.#rebuilt > maxRebuilds) return;
    void this.#enqueue(peer, () => this.#offer(peer)).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#deps.onProblem(error instanceof Error ? error : new Error(String(error)));
  }

  async #drop(peer: string): Promise<void> {
    const leg = this.#legs.get(peer);
    if (leg === undefined) return;
    this.#legs.delete(peer);
    leg.stopSending();
    await Promise.all([closePeer(leg.pc), leg.way?.drop()]);
  }
}

function iceCandidate(init: {
  candidate: string;
  sdpMid?: string | null | undefined;
  sdpMLineIndex?: number | null | undefined;
}) {
  return {
    candidate: init.candidate,
    ...(init.sdpMid == null ? {} : { sdpMid: init.sdpMid }),
    ...(init.sdpMLineIndex == null ? {} : { sdpMLineIndex: init.sdpMLineIndex }),
  };
}
