import { createSerial } from '../base/index.ts';
import { RequestError } from '../session/index.ts';
import { Gate, toWire } from './_candidate-gate.ts';
import type { WireCandidate } from './_candidate-gate.ts';
import { Repairer } from './_repairer.ts';
import type { RepairStep } from './_repair-policy.ts';
import { addCamera, sendsLayers } from './_simulcast.ts';
import { ScreenSender } from './_screen-tracks.ts';
import { startBitrate, withStartBitrate } from './_start-bitrate.ts';
import { statsOf } from './_stats-of.ts';
import { availableBitrate } from './_stream-samples.ts';
import { sendTracks } from './_tracks.ts';
import type { EngineContext } from './engine.ts';

/** The one sending PeerConnection towards the SFU: `publish` → `published`. */
export class SfuSender {
  readonly #context: EngineContext;
  readonly #repairer: Repairer;
  /** Whose path the next connection's will be like; undefined: nothing is known of the path. */
  #like: RTCPeerConnection | undefined;
  readonly #serial = createSerial();
  readonly #gate: Gate<WireCandidate | null>;
  #connection: RTCPeerConnection | undefined;
  #screen: ScreenSender | undefined;
  #closed = false;

  /** @param like a connection whose path this one's will be like: it begins with as much */
  constructor(context: EngineContext, like?: RTCPeerConnection) {
    this.#context = context;
    this.#like = like;
    this.#repairer = new Repairer((action) => this.#repair(action));
    this.#gate = new Gate((candidate) => {
      // A candidate that comes too late for its description does no harm.
      context.request({ type: 'candidate', pc: 'publish', candidate }).catch(() => undefined);
    });
  }

  /**
   * A path that was broken for seconds is not mended by an ICE restart where the camera goes in layers: Janus 1.1 then
   * often passes none of them on any more (measured: 6 of 9 relay deaths), so it is published anew.
   */
  #repair(action: RepairStep['action']): void {
    if (action === 'rebuild' || (this.#connection && sendsLayers(this.#connection))) this.publish();
    else this.restart();
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#connection;
  }

  /**
   * Publishes from a new PeerConnection: at the start, after the SFU lost the publication, or when nothing else
   * helps. The backend tells it from the one before by its certificate and drops that.
   */
  publish(): void {
    this.#run(() => this.#publishAnew());
  }

  /** The backend is away: what runs goes on as it is. */
  pause(): void {
    this.#repairer.pause();
  }

  /** After a resume with media kept: whatever was under way when the connection broke is asked for again. */
  resume(): void {
    this.#run(async () => {
      if (this.#connection === undefined) return this.#publishAnew();
      if (this.#connection.signalingState === 'have-local-offer') await this.#offer();
      this.#repairer.resume(this.#connection.connectionState);
    });
  }

  /** New ICE credentials on the same connection; media goes on over the old path meanwhile. */
  restart(): void {
    this.#run(async () => {
      if (this.#connection === undefined) return;
      this.#connection.setConfiguration(this.#context.configuration());
      this.#connection.restartIce();
      await this.#offer();
    });
  }

  tracksChanged(): void {
    if (this.#connection === undefined) return;
    const tracks = this.#context.tracks();
    sendTracks(this.#connection, tracks);
    if (!this.#screen?.set(tracks.screen)) return;
    this.#run(async () => {
      if (this.#screen?.pending) await this.#offer();
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

  #run(task: () => Promise<void>): void {
    this.#serial(async () => {
      if (!this.#closed) await task();
    }).catch((error: unknown) => {
      if (this.#closed) return;
      // Without a connection to the backend the next welcome goes on; else the repair schedule does.
      if (error instanceof RequestError && error.code === 'connection-lost') return;
      this.#repairer.failed();
    });
  }

  async #publishAnew(): Promise<void> {
    const kbps = await this.#likelyBitrate();
    if (this.#closed) return;
    this.#connection?.close();
    const connection = new RTCPeerConnection(this.#context.configuration());
    this.#connection = connection;
    this.#repairer.renew(connection.connectionState);
    connection.addEventListener('icecandidate', (event) => this.#gate.add(toWire(event.candidate)));
    connection.addEventListener('connectionstatechange', () => {
      if (connection === this.#connection) this.#repairer.observe(connection.connectionState);
    });
    // Both kinds are always negotiated: turning a camera on later then needs no new offer.
    connection.addTransceiver('audio', { direction: 'sendonly' });
    addCamera(connection);
    const tracks = this.#context.tracks();
    sendTracks(connection, tracks);
    this.#screen = new ScreenSender(connection);
    this.#screen.set(tracks.screen);
    await this.#offer(kbps);
  }

  /** With how much to begin, kbit/s; undefined: the browser decides. A path that broke says nothing of the next. */
  async #likelyBitrate(): Promise<number | undefined> {
    const like = this.#connection?.connectionState === 'connected' ? this.#connection : this.#like;
    this.#like = undefined;
    if (like === undefined) return undefined;
    const report = await statsOf(like);
    return startBitrate(report === undefined ? null : availableBitrate(report));
  }

  async #offer(kbps?: number): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#gate.shut();
    await connection.setLocalDescription();
    const sdp = connection.localDescription?.sdp ?? '';
    const published = this.#context.request({ type: 'publish', sdp });
    this.#gate.open();
    const answer = await published;
    if (connection !== this.#connection || !isPublished(answer)) return;
    const sdpBack = kbps === undefined ? answer.sdp : withStartBitrate(answer.sdp, kbps);
    await connection.setRemoteDescription({ type: 'answer', sdp: sdpBack });
  }
}

function isPublished(answer: unknown): answer is { readonly sdp: string } {
  return typeof answer === 'object' && answer !== null && 'sdp' in answer;
}
