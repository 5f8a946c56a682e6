import type { RemoteStream } from '@stoa/protocol';
import { createSerial } from '../base/index.ts';
import { RequestError } from '../session/index.ts';
import type { SessionEvent } from '../session/index.ts';
import { Gate, toWire } from './_candidate-gate.ts';
import type { WireCandidate } from './_candidate-gate.ts';
import { Repairer } from './_repairer.ts';
import type { EngineContext } from './engine.ts';
import type { TrackSink } from './track-sink.ts';

type Offer = Extract<SessionEvent, { type: 'offer' }>;

/** The one receiving PeerConnection: answers the backend's numbered offers and sorts tracks to participants. */
export class SfuReceiver {
  readonly #context: EngineContext;
  readonly #remote: TrackSink;
  readonly #repairer: Repairer;
  readonly #serial = createSerial();
  readonly #gate: Gate<WireCandidate | null>;
  #connection: RTCPeerConnection | undefined;
  #newest: Offer | undefined;
  /** An offer that asked for a new connection was passed over for a newer one. */
  #freshDue = false;
  /** A fresh offer was asked for and has not come. */
  #freshAsked = false;
  #closed = false;

  constructor(context: EngineContext, remote: TrackSink) {
    this.#context = context;
    this.#remote = remote;
    this.#repairer = new Repairer((action) => this.ask(action === 'rebuild' ? 'fresh' : 'ice-restart'));
    this.#gate = new Gate((candidate) => {
      context.request({ type: 'candidate', pc: 'subscribe', candidate }).catch(() => undefined);
    });
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#connection;
  }

  /** Offers come one after the other; only the newest is worth answering. */
  take(offer: Offer): void {
    this.#newest = offer;
    this.#freshDue ||= offer.fresh;
    this.#freshAsked &&= !offer.fresh;
    this.#serial(() => this.#answer(offer)).catch((error: unknown) => this.#answerFailed(offer, error));
  }

  /** The backend is away: what runs goes on as it is. */
  pause(): void {
    this.#repairer.pause();
  }

  /** After a resume with media kept. */
  resume(): void {
    this.#repairer.resume(this.#connection?.connectionState ?? 'closed');
    if (this.#freshAsked) this.ask('fresh');
  }

  ask(mode: 'ice-restart' | 'fresh'): void {
    this.#freshAsked ||= mode === 'fresh';
    this.#context.request({ type: 'resubscribe', mode }).catch((error: unknown) => {
      if (this.#closed || (error instanceof RequestError && error.code === 'connection-lost')) return;
      // Nobody has published yet: there is nothing to subscribe to, and an offer comes when there is.
      if (this.#connection !== undefined) this.#repairer.failed();
    });
  }

  configurationChanged(): void {
    this.#connection?.setConfiguration(this.#context.configuration());
  }

  close(): void {
    this.#closed = true;
    this.#repairer.pause();
    this.#connection?.close();
  }

  async #answer(offer: Offer): Promise<void> {
    if (this.#closed || offer !== this.#newest) return;
    const old = this.#connection;
    // A change to a connection that this page does not have.
    if (old === undefined && !this.#freshDue) return this.ask('fresh');
    if (this.#freshDue) this.#replace();
    this.#freshDue = false;
    const connection = this.#connection;
    if (connection === undefined) return;
    await connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    this.#sort(connection, offer.streams);
    if (old !== connection) old?.close();
    this.#gate.shut();
    await connection.setLocalDescription();
    const sdp = connection.localDescription?.sdp ?? '';
    const answered = this.#context.request({ type: 'answer', negotiation: offer.negotiation, sdp });
    this.#gate.open();
    await answered;
  }

  #answerFailed(offer: Offer, error: unknown): void {
    if (this.#closed || offer !== this.#newest) return;
    if (
      error instanceof RequestError &&
      (error.code === 'connection-lost' || error.code === 'stale-negotiation')
    )
      return;
    this.#repairer.failed();
  }

  #replace(): void {
    const connection = new RTCPeerConnection(this.#context.configuration());
    this.#connection = connection;
    this.#repairer.renew(connection.connectionState);
    connection.addEventListener('icecandidate', (event) => this.#gate.add(toWire(event.candidate)));
    connection.addEventListener('connectionstatechange', () => {
      if (connection !== this.#connection) return;
      this.#repairer.observe(connection.connectionState);
      if (connection.connectionState === 'connected') this.#remote.setAllLinks('connected');
      if (connection.connectionState === 'failed') this.#remote.setAllLinks('broken');
    });
  }

  /** Tracks belong to participants by `mid` (RFC 8843): m-lines are reused, track ids may repeat. */
  #sort(connection: RTCPeerConnection, streams: readonly RemoteStream[]): void {
    const byMid = new Map(connection.getTransceivers().map((transceiver) => [transceiver.mid, transceiver]));
    const seen = new Set<string>();
    for (const { mid, participant, kind, source, active } of streams) {
      if (!active) continue;
      seen.add(`${participant} ${source} ${kind}`);
      const track = byMid.get(mid)?.receiver.track ?? null;
      if (source === 'screen') {
        this.#remote.setScreenTrack(participant, kind, track);
        continue;
      }
      this.#remote.setTrack(participant, kind, track);
      this.#remote.setLink(
        participant,
        connection.connectionState === 'connected' ? 'connected' : 'connecting',
      );
    }
    for (const participant of this.#remote.participants()) {
      for (const kind of ['audio', 'video'] as const) {
        if (!seen.has(`${participant} camera ${kind}`)) this.#remote.setTrack(participant, kind, null);
        if (!seen.has(`${participant} screen ${kind}`)) this.#remote.setScreenTrack(participant, kind, null);
      }
    }
  }
}
