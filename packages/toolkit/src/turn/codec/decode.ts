import { timingSafeEqual } from 'node:crypto';
import { codecByType, peerAddressCodec, type StunAttributes } from './attributes.ts';
import type { Endpoint } from './address.ts';
import { fingerprintOf, integrityOf, type StunMessage } from './encode.ts';
import {
  fingerprint,
  headerLength,
  magicCookie,
  messageIntegrity,
  messageIntegritySha256,
  splitMessageType,
} from './numbers.ts';

export interface DecodedMessage extends StunMessage {
  /** Where MESSAGE-INTEGRITY starts in the bytes; undefined when the message is not signed. */
  readonly integrityOffset: number | undefined;
  readonly hasFingerprint: boolean;
  /** Attributes this codec has no row for, as they came. */
  readonly unrecognized: readonly { readonly type: number; readonly value: Buffer }[];
}

export type DecodeErrorCode =
  | 'too-short'
  | 'not-stun'
  | 'bad-cookie'
  | 'bad-length'
  | 'unknown-method'
  | 'truncated-attribute'
  | 'bad-attribute'
  | 'bad-fingerprint';

export interface DecodeError {
  readonly code: DecodeErrorCode;
  readonly message: string;
}

export type DecodeResult =
  | { readonly ok: true; readonly message: DecodedMessage }
  | { readonly ok: false; readonly error: DecodeError };

function failed(code: DecodeErrorCode, message: string): { ok: false; error: DecodeError } {
  return { ok: false, error: { code, message } };
}

/** What the two top bits of a packet say it is (RFC 8656 §12, RFC 8489 §5). */
export function packetKind(firstByte: number): 'stun' | 'channel' | 'other' {
  if (firstByte < 0x40) return 'stun';
  return firstByte < 0x80 ? 'channel' : 'other';
}

function checkHeader(bytes: Buffer): { ok: false; error: DecodeError } | undefined {
  if (bytes.length < headerLength) return failed('too-short', `${bytes.length} bytes, a header has 20`);
  if (packetKind(bytes.readUInt8(0)) !== 'stun') return failed('not-stun', 'the top bits are not 00');
  if (bytes.readUInt32BE(4) !== magicCookie) return failed('bad-cookie', 'no magic cookie');
  const length = bytes.readUInt16BE(2);
  if (length % 4 !== 0 || length + headerLength !== bytes.length) {
    return failed('bad-length', `length field ${length}, but ${bytes.length - headerLength} bytes follow`);
  }
  return undefined;
}

interface Collected {
  attributes: StunAttributes;
  peers: Endpoint[];
  unrecognized: { type: number; value: Buffer }[];
  integrityOffset: number | undefined;
  hasFingerprint: boolean;
}

/** Takes one attribute in; returns what is wrong with it, if anything. */
function collect(into: Collected, bytes: Buffer, offset: number, type: number, value: Buffer) {
  const transactionId = bytes.subarray(8, headerLength);
  if (type === fingerprint) {
    if (value.length !== 4) return failed('bad-attribute', 'FINGERPRINT is not 4 bytes');
    if (value.readUInt32BE(0) !== fingerprintOf(bytes.subarray(0, offset))) {
      return failed('bad-fingerprint', 'FINGERPRINT does not fit the message');
    }
    into.hasFingerprint = true;
    return undefined;
  }
  // What follows MESSAGE-INTEGRITY is not protected and must be ignored (RFC 8489 §14.5).
  if (into.integrityOffset !== undefined || type === messageIntegritySha256) return undefined;
  if (type === messageIntegrity) {
    if (value.length !== 20) return failed('bad-attribute', 'MESSAGE-INTEGRITY is not 20 bytes');
    into.integrityOffset = offset;
    return undefined;
  }
  const row =
    type === peerAddressCodec.type ? (['xorPeerAddress', peerAddressCodec] as const) : codecByType.get(type);
  if (!row) {
    into.unrecognized.push({ type, value });
    return undefined;
  }
  const [name, codec] = row;
  const decoded = codec.decode(value, transactionId);
  if (decoded === undefined) return failed('bad-attribute', `malformed ${name}`);
  if (name === 'xorPeerAddress') into.peers.push(decoded as Endpoint);
  else if (into.attributes[name] === undefined) Object.assign(into.attributes, { [name]: decoded });
  return undefined;
}

/**
 * Reads exactly one STUN message. Never throws; buffers in the result share the memory of `bytes`.
 * The signature is not checked here: that needs the key, see verifyIntegrity.
 */
export function decodeMessage(bytes: Buffer): DecodeResult {
  const wrong = checkHeader(bytes);
  if (wrong) return wrong;
  const type = splitMessageType(bytes.readUInt16BE(0));
  if (!type) return failed('unknown-method', `message type 0x${bytes.toString('hex', 0, 2)}`);
  const into: Collected = {
    attributes: {},
    peers: [],
    unrecognized: [],
    integrityOffset: undefined,
    hasFingerprint: false,
  };
  let offset = headerLength;
  while (offset < bytes.length) {
    if (into.hasFingerprint) return failed('bad-attribute', 'an attribute follows FINGERPRINT');
    const length = offset + 4 <= bytes.length ? bytes.readUInt16BE(offset + 2) : Number.MAX_SAFE_INTEGER;
    if (offset + 4 + length > bytes.length) {
      return failed('truncated-attribute', `the attribute at byte ${offset} is cut off`);
    }
    const value = bytes.subarray(offset + 4, offset + 4 + length);
    const bad = collect(into, bytes, offset, bytes.readUInt16BE(offset), value);
    if (bad) return bad;
    offset += 4 + ((length + 3) & ~3);
  }
  const { attributes, peers, unrecognized, integrityOffset, hasFingerprint } = into;
  if (peers.length > 0) attributes.xorPeerAddress = peers;
  const transactionId = bytes.subarray(8, headerLength);
  return {
    ok: true,
    message: { ...type, transactionId, attributes, unrecognized, integrityOffset, hasFingerprint },
  };
}

/** Whether MESSAGE-INTEGRITY of a decoded message is there and was made with `key` (RFC 8489 §14.5). */
export function verifyIntegrity(bytes: Buffer, message: DecodedMessage, key: Buffer): boolean {
  const offset = message.integrityOffset;
  if (offset === undefined) return false;
  // The HMAC covers a header whose length ends with MESSAGE-INTEGRITY, whatever follows.
  const head = Buffer.from(bytes.subarray(0, offset));
  head.writeUInt16BE(offset - headerLength + 24, 2);
  return timingSafeEqual(integrityOf(head, key), bytes.subarray(offset + 4, offset + 24));
}
