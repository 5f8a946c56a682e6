/** ChannelData (RFC 8656 §12.4): channel number, length, data; over streams padded to four bytes. */

export const channelHeaderLength = 4;

/** Bytes a ChannelData message takes on a stream, for `length` bytes of data. */
export function streamChannelLength(length: number): number {
  return channelHeaderLength + ((length + 3) & ~3);
}

/** Writes the header into `target`, which has room for it before the data: nothing is copied on the echo path. */
export function writeChannelHeader(target: Buffer, channel: number, length: number): void {
  target.writeUInt16BE(channel, 0);
  target.writeUInt16BE(length, 2);
}

export function encodeChannelData(channel: number, data: Uint8Array, stream: boolean): Buffer {
  const total = stream ? streamChannelLength(data.length) : channelHeaderLength + data.length;
  const bytes = Buffer.alloc(total);
  writeChannelHeader(bytes, channel, data.length);
  bytes.set(data, channelHeaderLength);
  return bytes;
}

export interface ChannelData {
  readonly channel: number;
  /** Shares the memory of the packet. */
  readonly data: Buffer;
}

/** undefined: not a ChannelData message, or cut off. Bytes after the data are padding (RFC 8656 §12.6). */
export function decodeChannelData(bytes: Buffer): ChannelData | undefined {
  if (bytes.length < channelHeaderLength) return undefined;
  const channel = bytes.readUInt16BE(0);
  const length = bytes.readUInt16BE(2);
  if (channel < 0x4000 || channel > 0x7fff || channelHeaderLength + length > bytes.length) return undefined;
  return { channel, data: bytes.subarray(channelHeaderLength, channelHeaderLength + length) };
}
