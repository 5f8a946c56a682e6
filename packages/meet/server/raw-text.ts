import type { RawData } from 'ws';

/** The text of a WebSocket message; `ws` hands out Buffers as long as nobody changes `binaryType`. */
export function rawText(data: RawData): string {
  return Buffer.isBuffer(data)
    ? data.toString('utf8')
    : Buffer.concat([data].flat().map(bytes)).toString('utf8');
}

function bytes(part: ArrayBuffer | Buffer): Uint8Array {
  return new Uint8Array(part);
}
