import type { SignalData } from '@stoa/protocol';
import { createSerial } from '../base/index.ts';
import { fromWire, toWire } from './_candidate-gate.ts';
import { onOffer, sessionIdOf } from './_negotiation.ts';
import { Repairer } from './_repairer.ts';
import { ScreenSender, receivedScreen, splitTransceivers } from './_screen-tracks.ts';
import { sendTracks } from './_tracks.ts';
import type { EngineContext } from './engine.ts';
import type { RemoteMedia } from './remote-media.ts';

/** The connection to one other participant of a mesh. */
export class MeshPeer {
  readonly #context: EngineContext;
  readonly #remote: RemoteMedia;
  readonly #id: string;
  readonly #polite: boolean;
  readonly #serial = createSerial();
  readonly #repairer: Repairer;
  #connection: RTCPeerConnection;
  #screen: ScreenSender;
  #offering = false;
  #ignoring = false;
  /** `o=` session id of the other side's connection; empty before its first description. */
  #peerSession = '';
  #closed = false;

  constructor(context: EngineContext, remote: RemoteMedia, id: string, polite: boolean) {
    this.#context = context;
    this.#remote = remote;
    this.#id = id;
    this.#polite = polite;
    this.#repairer = new Repairer((action) => (action === 'rebuild' ? this.offerAnew() : this.restart()));
    this.#connection = this.#connect();
    this.#screen = new ScreenSender(this.#connection);
  }

  get connection(): RTCPeerConnection {
    return this.#connection;
  }

  /** Starts with a new connection and an offer. */
  offerAnew(): void {
    this.#run(async () => {
      this.#startOver();
      this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
      this.#connection.addTransceiver('video', { direction: 'sendrecv' });
      this.#screen.set(this.#context.tracks().screen);
      await this.#offer();
    });
  }

  restart(): void {
    this.#run(async () => {
      // Nothing agreed yet: the offer was lost, or never came.
      if (this.#peerSession === '') return this.offerAnew();
      this.#connection.setConfiguration(this.#context.configuration());
      this.#connection.restartIce();
      await this.#offer();
    });
  }

  /** The backend is away: what runs goes on as it is. */
  pause(): void {
    this.#repairer.pause();
  }

  /** Signals may have been lost while one of the two was away: repair what they leave undone. */
  reconnected(): void {
    const { connectionState, signalingState } = this.#connection;
    this.#repairer.resume(connectionState);
    if (connectionState !== 'connected' || signalingState !== 'stable') this.restart();
  }

  take(data: SignalData): void {
    this.#run(() => (data.kind === 'description' ? this.#description(data) : this.#candidate(data)));
  }

  tracksChanged(): void {
    const tracks = this.#context.tracks();
    sendTracks(this.#connection, tracks);
    if (this.#screen.set(tracks.screen)) this.#run(() => this.#offerScreen());
  }

  configurationChanged(): void {
    this.#connection.setConfiguration(this.#context.configuration());
  }

  close(): void {
    this.#closed = true;
    this.#repairer.pause();
    this.#connection.close();
  }

  #run(task: () => Promise<void>): void {
    this.#serial(async () => {
      if (!this.#closed) await task();
    }).catch(() => {
      if (!this.#closed) this.#repairer.observe(this.#connection.connectionState);
    });
  }

  #connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection(this.#context.configuration());
    connection.addEventListener('icecandidate', (event) => {
      if (connection !== this.#connection) return;
      this.#send({ kind: 'candidate', candidate: toWire(event.candidate) }).catch(() => undefined);
    });
    connection.addEventListener('track', ({ track, transceiver }) => {
      const { camera } = splitTransceivers(connection.getTransceivers());
      if (connection !== this.#connection || !camera.includes(transceiver)) return;
      if (track.kind === 'audio' || track.kind === 'video')
        this.#remote.setTrack(this.#id, track.kind, track);
    });
    connection.addEventListener('connectionstatechange', () => {
      if (connection !== this.#connection) return;
      this.#repairer.observe(connection.connectionState);
      if (connection.connectionState === 'connected') this.#remote.setLink(this.#id, 'connected');
      if (connection.connectionState === 'failed') this.#remote.setLink(this.#id, 'broken');
    });
    return connection;
  }

  #startOver(): void {
    const old = this.#connection;
    this.#connection = this.#connect();
    this.#screen = new ScreenSender(this.#connection);
    this.#peerSession = '';
    this.#offering = false;
    this.#remote.setLink(this.#id, 'connecting');
    old.close();
  }

  async #offer(): Promise<void> {
    this.#offering = true;
    sendTracks(this.#connection, this.#context.tracks());
    await this.#connection.setLocalDescription();
    await this.#sendDescription('offer');
    // The offer or its answer may get lost: who offered looks after it.
    this.#repairer.observe(this.#connection.connectionState);
  }

  /** While an offer is open the change waits for its answer. */
  async #offerScreen(): Promise<void> {
    const { signalingState } = this.#connection;
    if (this.#peerSession !== '' && signalingState === 'stable' && this.#screen.pending) await this.#offer();
  }

  /** Both sides agree on the sections: what comes in those of screens is the other side's screen. */
  #agreed(): void {
    const screen = receivedScreen(this.#connection);
    for (const kind of ['audio', 'video'] as const) {
      this.#remote.setScreenTrack(this.#id, kind, screen[kind]);
    }
    this.#run(() => this.#offerScreen());
  }

  async #description(data: Extract<SignalData, { kind: 'description' }>): Promise<void> {
    const session = sessionIdOf(data.sdp);
    if (data.type === 'answer') {
      this.#ignoring = false;
      if (this.#connection.signalingState !== 'have-local-offer') return;
      await this.#connection.setRemoteDescription(data);
      this.#offering = false;
      this.#peerSession = session;
      this.#agreed();
      return;
    }
    const established = this.#peerSession !== '';
    const newPeer = established && session !== this.#peerSession;
    const verdict = onOffer({ polite: this.#polite, offering: this.#offering, established, newPeer });
    this.#ignoring = verdict === 'ignore';
    if (verdict === 'ignore') return;
    if (verdict === 'over') this.#startOver();
    await this.#connection.setRemoteDescription(data);
    this.#offering = false;
    this.#peerSession = session;
    for (const transceiver of splitTransceivers(this.#connection.getTransceivers()).camera) {
      if (transceiver.currentDirection !== 'stopped') transceiver.direction = 'sendrecv';
    }
    const tracks = this.#context.tracks();
    sendTracks(this.#connection, tracks);
    await this.#connection.setLocalDescription();
    await this.#sendDescription('answer');
    this.#screen.set(tracks.screen);
    this.#agreed();
  }

  async #candidate(data: Extract<SignalData, { kind: 'candidate' }>): Promise<void> {
    if (this.#ignoring || this.#connection.remoteDescription === null) return;
    // A candidate of a connection that was replaced meanwhile does not fit; that is no fault.
    await this.#connection.addIceCandidate(fromWire(data.candidate)).catch(() => undefined);
  }

  async #sendDescription(type: 'offer' | 'answer'): Promise<void> {
    const sdp = this.#connection.localDescription?.sdp;
    if (sdp !== undefined) await this.#send({ kind: 'description', type, sdp });
  }

  #send(data: SignalData): Promise<unknown> {
    return this.#context.request({ type: 'signal', to: this.#id, data });
  }
}
