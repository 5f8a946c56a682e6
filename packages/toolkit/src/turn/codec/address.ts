import { isIPv4, isIPv6 } from 'node:net';
import { magicCookie } from './numbers.ts';

/** A transport address; the family is that of the address text. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The 4 or 16 bytes of an IP address; undefined when the text is none. IPv6 zones (`%eth0`) are cut off. */
export function ipBytes(text: string): Buffer | undefined {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address)) return undefined;
  // The part after the last colon may be a dotted IPv4 address (RFC 4291 §2.2.3).
  const tail = address.slice(address.lastIndexOf(':') + 1);
  const v4 = isIPv4(tail) ? Buffer.from(tail.split('.').map(Number)) : undefined;
  const hex = v4
    ? `${address.slice(0, -tail.length)}${v4.toString('hex', 0, 2)}:${v4.toString('hex', 2)}`
    : address;
  const [head = '', rest] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  const bytes = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  return bytes;
}

/** The text of 4 or 16 address bytes; IPv6 in the canonical form of RFC 5952 (mixed notation aside). */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

function applyXor(value: Buffer, transactionId: Uint8Array): void {
  value.writeUInt16BE(value.readUInt16BE(2) ^ (magicCookie >>> 16), 2);
  value.writeUInt32BE((value.readUInt32BE(4) ^ magicCookie) >>> 0, 4);
  for (let i = 8; i < value.length; i += 1) value[i] = (value[i] ?? 0) ^ (transactionId[i - 8] ?? 0);
}

/** The value of an address attribute; with a transaction id in the XOR form (RFC 8489 §14.1, §14.2). */
export function encodeAddress(endpoint: Endpoint, transactionId?: Uint8Array): Buffer {
  const bytes = ipBytes(endpoint.address);
  if (!bytes) throw new TypeError(`not an IP address: ${endpoint.address}`);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = bytes.length === 4 ? 1 : 2;
  value.writeUInt16BE(endpoint.port, 2);
  bytes.copy(value, 4);
  if (transactionId) applyXor(value, transactionId);
  return value;
}

/** The inverse of encodeAddress; undefined when family and length do not fit. */
export function decodeAddress(value: Buffer, transactionId?: Uint8Array): Endpoint | undefined {
  const length = value[1] === 1 ? 8 : value[1] === 2 ? 20 : 0;
  if (length === 0 || value.length !== length) return undefined;
  const copy = Buffer.from(value);
  if (transactionId) applyXor(copy, transactionId);
  return { address: ipText(copy.subarray(4)), port: copy.readUInt16BE(2) };
}
