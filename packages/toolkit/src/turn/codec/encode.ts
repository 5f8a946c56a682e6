import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { attributeCodecs, peerAddressCodec, type AttributeCodec, type StunAttributes } from './attributes.ts';
import {
  fingerprint,
  fingerprintXor,
  headerLength,
  magicCookie,
  messageIntegrity,
  messageType,
  type MessageClass,
  type Method,
} from './numbers.ts';

export interface StunMessage {
  readonly method: Method;
  readonly cls: MessageClass;
  /** 12 bytes. */
  readonly transactionId: Buffer;
  readonly attributes: StunAttributes;
}

export interface EncodeOptions {
  /** Key of MESSAGE-INTEGRITY (HMAC-SHA1); absent: the message is not signed. */
  readonly key?: Buffer;
  /** Default true. */
  readonly fingerprint?: boolean;
}

const padded = (length: number): number => (length + 3) & ~3;

function attribute(type: number, value: Buffer): Buffer {
  const buffer = Buffer.alloc(4 + padded(value.length));
  buffer.writeUInt16BE(type, 0);
  buffer.writeUInt16BE(value.length, 2);
  value.copy(buffer, 4);
  return buffer;
}

function encodeAttributes(attributes: StunAttributes, transactionId: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (const [name, codec] of Object.entries(attributeCodecs)) {
    const value = attributes[name as keyof typeof attributeCodecs];
    if (value === undefined) continue;
    parts.push(attribute(codec.type, (codec as AttributeCodec<unknown>).encode(value, transactionId)));
  }
  for (const peer of attributes.xorPeerAddress ?? []) {
    parts.push(attribute(peerAddressCodec.type, peerAddressCodec.encode(peer, transactionId)));
  }
  return parts;
}

/** The HMAC of a message up to its MESSAGE-INTEGRITY, whose length field must already count that (RFC 8489 §14.5). */
export function integrityOf(head: Buffer, key: Buffer): Buffer {
  return createHmac('sha1', key).update(head).digest();
}

/** The value of FINGERPRINT for the bytes before it, whose length field must already count it. */
export function fingerprintOf(head: Buffer): number {
  return (crc32(head) ^ fingerprintXor) >>> 0;
}

/** A STUN message as bytes (RFC 8489 §5): attributes, then MESSAGE-INTEGRITY, then FINGERPRINT. */
export function encodeMessage(message: StunMessage, options: EncodeOptions = {}): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(messageType(message.method, message.cls), 0);
  header.writeUInt32BE(magicCookie, 4);
  message.transactionId.copy(header, 8);
  let bytes = Buffer.concat([header, ...encodeAttributes(message.attributes, message.transactionId)]);
  bytes.writeUInt16BE(bytes.length - headerLength, 2);
  if (options.key) {
    bytes.writeUInt16BE(bytes.length - headerLength + 24, 2);
    bytes = Buffer.concat([bytes, attribute(messageIntegrity, integrityOf(bytes, options.key))]);
  }
  if (options.fingerprint === false) return bytes;
  bytes.writeUInt16BE(bytes.length - headerLength + 8, 2);
  const value = Buffer.alloc(4);
  value.writeUInt32BE(fingerprintOf(bytes), 0);
  return Buffer.concat([bytes, attribute(fingerprint, value)]);
}
