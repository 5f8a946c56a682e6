import { streamChannelLength } from './channel-data.ts';
import { packetKind } from './decode.ts';
import { headerLength, magicCookie } from './numbers.ts';

/** The largest frame there can be: a STUN header and 65,535 bytes, or the ChannelData of 65,535 bytes, padded. */
export const maxFrameLength = headerLength + 0xffff + 1;

/**
 * Cuts a TCP or TLS stream into STUN and ChannelData messages. Holds at most one unfinished frame
 * (`maxFrameLength`) plus the last chunk, and joins chunks only when the frame is complete.
 */
export class StreamFramer {
  readonly #onFrame: (frame: Buffer) => void;
  #chunks: Buffer[] = [];
  #held = 0;
  #need = 4;

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Bytes waiting for the rest of their frame. */
  get held(): number {
    return this.#held;
  }

  /** Returns false when the bytes cannot be STUN or ChannelData: the stream is lost, close it. */
  push(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#need) return true;
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [];
    for (;;) {
      const need = frameLength(bytes);
      if (need === undefined) {
        this.#held = 0;
        return false;
      }
      if (bytes.length < need) {
        this.#need = need;
        break;
      }
      this.#onFrame(bytes.subarray(0, need));
      bytes = bytes.subarray(need);
    }
    this.#held = bytes.length;
    if (bytes.length > 0) this.#chunks.push(bytes);
    return true;
  }
}

/** Bytes the frame at the start needs, as far as can be told; undefined when it is no frame. */
function frameLength(bytes: Buffer): number | undefined {
  const [first] = bytes;
  if (first === undefined) return 4;
  const kind = packetKind(first);
  if (kind === 'other') return undefined;
  if (bytes.length < 4) return 4;
  const length = bytes.readUInt16BE(2);
  if (kind === 'channel') return streamChannelLength(length);
  if (length % 4 !== 0) return undefined;
  // The cookie tells a STUN message from, say, an HTTP answer before 16 KiB of it are collected.
  if (bytes.length < 8) return 8;
  return bytes.readUInt32BE(4) === magicCookie ? headerLength + length : undefined;
}
