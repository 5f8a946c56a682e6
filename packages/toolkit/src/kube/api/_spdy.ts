/**
 * As much of SPDY/3.1 as a port-forward needs (draft-mbelshe-httpbis-spdy-00; KEP-4006 carries its bytes in WebSocket
 * messages): two streams are opened, data and ends go both ways, pings are answered.
 */
export type SpdyFrame =
  | { readonly type: 'data'; readonly stream: number; readonly data: Uint8Array; readonly last: boolean }
  | { readonly type: 'opened'; readonly stream: number; readonly last: boolean }
  | { readonly type: 'reset'; readonly stream: number }
  | { readonly type: 'ping'; readonly frame: Uint8Array }
  | { readonly type: 'other' };

const version = 0x8003;
const types = { open: 1, reply: 2, reset: 3, ping: 6 } as const;
const lastFlag = 1;
const headBytes = 8;

export function dataFrame(stream: number, data: Uint8Array, last: boolean): Uint8Array {
  const frame = Buffer.alloc(headBytes + data.length);
  frame.writeUInt32BE(stream, 0);
  frame.writeUInt32BE(((last ? lastFlag : 0) << 24) | data.length, 4);
  frame.set(data, headBytes);
  return frame;
}

/** Makes the frames that open streams; headers share one compression, so the order counts. */
export function streamOpener(): (stream: number, headers: Readonly<Record<string, string>>) => Uint8Array {
  let first = true;
  return (stream, headers) => {
    const block = storedBlock(headerBlock(headers), first);
    first = false;
    const frame = Buffer.alloc(headBytes + 10 + block.length);
    frame.writeUInt16BE(version, 0);
    frame.writeUInt16BE(types.open, 2);
    frame.writeUInt32BE(10 + block.length, 4);
    frame.writeUInt32BE(stream, headBytes);
    frame.set(block, headBytes + 10);
    return frame;
  };
}

function headerBlock(headers: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(headers);
  const parts = entries.flat().map((text) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([uint32(bytes.length), bytes]);
  });
  return Buffer.concat([uint32(entries.length), ...parts]);
}

/**
 * zlib (RFC 1950) without compression: stored blocks (RFC 1951 §3.2.4). Without the flag for it no dictionary is needed
 * either; readers take it from the stream whether there is one. The empty block at the end is what a "sync flush" writes:
 * a reader gives out what came before it, instead of waiting for more.
 */
function storedBlock(data: Uint8Array, first: boolean): Uint8Array {
  const start = first ? Buffer.of(0x78, 0x01) : Buffer.alloc(0);
  return Buffer.concat([start, storedHead(data.length), data, storedHead(0)]);
}

function storedHead(length: number): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(length, 1);
  head.writeUInt16LE(length ^ 0xff_ff, 3);
  return head;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Cuts frames out of bytes that come in any portions. */
export function frameReader(): (bytes: Uint8Array) => SpdyFrame[] {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    const frames: SpdyFrame[] = [];
    while (rest.length >= headBytes) {
      const size = headBytes + (rest.readUInt32BE(4) & 0xff_ff_ff);
      if (rest.length < size) break;
      frames.push(readFrame(rest.subarray(0, size)));
      rest = rest.subarray(size);
    }
    return frames;
  };
}

function readFrame(frame: Buffer): SpdyFrame {
  const last = ((frame[4] ?? 0) & lastFlag) !== 0;
  const isControl = ((frame[0] ?? 0) & 0x80) !== 0;
  if (!isControl) {
    const stream = frame.readUInt32BE(0) & 0x7f_ff_ff_ff;
    return { type: 'data', stream, data: frame.subarray(headBytes), last };
  }
  const type = frame.readUInt16BE(2);
  if (type === types.ping) return { type: 'ping', frame };
  if (frame.length < headBytes + 4) return { type: 'other' };
  const stream = frame.readUInt32BE(headBytes) & 0x7f_ff_ff_ff;
  if (type === types.reply) return { type: 'opened', stream, last };
  return type === types.reset ? { type: 'reset', stream } : { type: 'other' };
}
