import { onTick } from './_ticker.ts';
import { opusPacket } from './opus.ts';
import { writeStamp } from './stamp.ts';
import { vp8Packet } from './vp8.ts';

/** One RTP packet's worth of media, before a sender gives it its SSRC. */
export interface MediaPacket {
  readonly kind: 'audio' | 'video';
  /** 16 bit, as RTP counts. */
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

export type MediaSink = (packet: MediaPacket) => void;

const audioEveryMs = 20;
const videoEveryMs = 40;
/** After a stall this many packets are sent late; what was due before is not made. */
const catchUp = 10;

interface Track {
  readonly kind: 'audio' | 'video';
  readonly everyMs: number;
  readonly clockPerPacket: number;
  seq: number;
  made: number;
  due: number;
}

function track(kind: 'audio' | 'video', everyMs: number, clockRate: number): Track {
  // Starts where the packet counters wrap soon, so that every call also proves wrapping.
  const seq = (2 ** 32 - 1 - Math.floor(Math.random() * 200)) >>> 0;
  return { kind, everyMs, clockPerPacket: (clockRate * everyMs) / 1_000, seq, made: 0, due: 0 };
}

/** Makes Opus at 50 and VP8 at 25 packets a second, stamped, in step with the clock whatever the timer does. */
export class MediaSource {
  readonly #sender: string;
  readonly #sinks = new Set<MediaSink>();
  readonly #tracks: readonly Track[];
  #stop: (() => void) | undefined;
  #startedAt = 0;
  #keyFrame = true;

  constructor(sender: string, kinds: readonly ('audio' | 'video')[] = ['audio', 'video']) {
    this.#sender = sender;
    this.#tracks = kinds.map((kind) =>
      kind === 'audio' ? track(kind, audioEveryMs, 48_000) : track(kind, videoEveryMs, 90_000),
    );
  }

  get kinds(): readonly ('audio' | 'video')[] {
    return this.#tracks.map(({ kind }) => kind);
  }

  /** Packets made so far, by kind. */
  get made(): { readonly audio: number; readonly video: number } {
    const of = (kind: string) => this.#tracks.find((t) => t.kind === kind)?.made ?? 0;
    return { audio: of('audio'), video: of('video') };
  }

  /** Hands every packet to `sink` until the returned function is called. */
  add(sink: MediaSink): () => void {
    this.#sinks.add(sink);
    this.#keyFrame = true;
    return () => this.#sinks.delete(sink);
  }

  /** The next video frame will be a key frame (a receiver sent PLI or FIR). */
  requestKeyFrame(): void {
    this.#keyFrame = true;
  }

  start(): void {
    if (this.#stop !== undefined) return;
    this.#startedAt = performance.now();
    for (const one of this.#tracks) one.due = 0;
    this.#stop = onTick(() => this.#tick());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #tick(): void {
    const elapsed = performance.now() - this.#startedAt;
    for (const one of this.#tracks) {
      const due = Math.floor(elapsed / one.everyMs);
      one.due = Math.max(one.due, due - catchUp);
      for (; one.due < due; one.due += 1) this.#make(one);
    }
  }

  #make(one: Track): void {
    const payload = one.kind === 'audio' ? opusPacket() : vp8Packet(one.seq, this.#keyFrame);
    if (one.kind === 'video') this.#keyFrame = false;
    writeStamp(payload, {
      kind: one.kind,
      sender: this.#sender,
      seq: one.seq,
      sentAt: performance.timeOrigin + performance.now(),
    });
    const packet = {
      kind: one.kind,
      sequenceNumber: one.seq & 0xffff,
      timestamp: (one.due * one.clockPerPacket) >>> 0,
      marker: one.kind === 'video',
      payload,
    };
    one.seq = (one.seq + 1) >>> 0;
    one.made += 1;
    for (const sink of this.#sinks) sink(packet);
  }
}
