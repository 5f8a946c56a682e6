/** What every synthetic packet says about itself, so that a receiver can prove continuity end to end. */
export interface Stamp {
  readonly kind: 'audio' | 'video';
  /** Participant id of the sender, up to 25 ASCII characters. */
  readonly sender: string;
  /** Counts the packets of this sender and kind, modulo 2^32. */
  readonly seq: number;
  /** When it was sent, ms since the epoch with fractions; comparable on one machine only. */
  readonly sentAt: number;
}

const magic = 0x53746f61;
const version = 1;
const maxSender = 25;

/**
 * Bytes a stamp takes at the END of a payload. There it is found at the same place behind headers of any length, and
 * where decoders do not look: in the padding of an Opus packet, behind the last partition of a VP8 frame.
 */
export const stampLength = 44;

/** Writes the stamp into the last {@link stampLength} bytes of the payload. @throws RangeError when it does not fit */
export function writeStamp(payload: Buffer, stamp: Stamp): void {
  const at = payload.length - stampLength;
  if (at < 0) throw new RangeError(`a payload of ${payload.length} bytes has no room for a stamp`);
  const length = Buffer.byteLength(stamp.sender, 'latin1');
  if (length === 0 || length > maxSender) throw new RangeError(`sender "${stamp.sender}" does not fit`);
  payload.writeUInt32BE(magic, at);
  payload[at + 4] = version;
  payload[at + 5] = stamp.kind === 'audio' ? 1 : 2;
  payload[at + 6] = length;
  payload.writeUInt32BE(stamp.seq >>> 0, at + 7);
  payload.writeDoubleBE(stamp.sentAt, at + 11);
  payload.fill(0, at + 19);
  payload.write(stamp.sender, at + 19, length, 'latin1');
}

/** The stamp of a payload, or undefined for one that carries none (a browser's, say). */
export function readStamp(payload: Buffer): Stamp | undefined {
  const at = payload.length - stampLength;
  if (at < 0 || payload.readUInt32BE(at) !== magic || payload[at + 4] !== version) return undefined;
  const kind = payload[at + 5];
  const length = payload[at + 6] ?? 0;
  if ((kind !== 1 && kind !== 2) || length === 0 || length > maxSender) return undefined;
  return {
    kind: kind === 1 ? 'audio' : 'video',
    sender: payload.toString('latin1', at + 19, at + 19 + length),
    seq: payload.readUInt32BE(at + 7),
    sentAt: payload.readDoubleBE(at + 11),
  };
}
