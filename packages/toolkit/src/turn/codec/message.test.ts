import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipText } from './address.ts';
import type { StunAttributes } from './attributes.ts';
import { decodeMessage, verifyIntegrity } from './decode.ts';
import { encodeMessage, type StunMessage } from './encode.ts';
import {
  classes,
  messageType,
  methods,
  splitMessageType,
  type MessageClass,
  type Method,
} from './numbers.ts';

const bytes = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((value) => Buffer.from(value));
const endpoint = fc.record({
  address: fc.oneof(bytes(4, 4), bytes(16, 16)).map(ipText),
  port: fc.nat(0xffff),
});
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const family = fc.constantFrom<4 | 6>(4, 6);
const attributes: fc.Arbitrary<StunAttributes> = fc.record(
  {
    mappedAddress: endpoint,
    xorMappedAddress: endpoint,
    xorPeerAddress: fc.array(endpoint, { minLength: 1, maxLength: 4 }),
    xorRelayedAddress: endpoint,
    alternateServer: endpoint,
    alternateDomain: text,
    username: text,
    realm: text,
    nonce: text,
    software: text,
    errorCode: fc.record({ code: fc.integer({ min: 300, max: 699 }), reason: text }),
    unknownAttributes: fc.array(fc.nat(0xffff), { maxLength: 5 }),
    lifetime: fc.nat(0xffff_ffff),
    channelNumber: fc.nat(0xffff),
    requestedTransport: fc.nat(255),
    requestedAddressFamily: family,
    additionalAddressFamily: family,
    data: bytes(0, 1500),
    evenPort: fc.boolean(),
    dontFragment: fc.constant<true>(true),
    reservationToken: bytes(8, 8),
  },
  { requiredKeys: [] },
);
const message: fc.Arbitrary<StunMessage> = fc.record({
  method: fc.constantFrom(...(Object.keys(methods) as Method[])),
  cls: fc.constantFrom(...(Object.keys(classes) as MessageClass[])),
  transactionId: bytes(12, 12),
  attributes,
});

test('every message survives encoding and decoding, signed or not', () => {
  fc.assert(
    fc.property(
      message,
      fc.option(bytes(1, 64), { nil: undefined }),
      fc.boolean(),
      (sent, key, fingerprint) => {
        const wire = encodeMessage(sent, { fingerprint, ...(key ? { key } : {}) });
        const got = decodeMessage(wire);
        if (!got.ok) throw new Error(got.error.message);
        const { method, cls, transactionId, attributes } = got.message;
        expect({ method, cls, transactionId, attributes }).toEqual(sent);
        expect(got.message.hasFingerprint).toBe(fingerprint);
        expect(got.message.integrityOffset !== undefined).toBe(key !== undefined);
        if (!key) return;
        expect(verifyIntegrity(wire, got.message, key)).toBe(true);
        expect(verifyIntegrity(wire, got.message, Buffer.concat([key, Buffer.from('x')]))).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});

test('message types are those of RFC 8489 and RFC 8656', () => {
  expect(messageType('binding', 'success')).toBe(0x0101);
  expect(messageType('allocate', 'error')).toBe(0x0113);
  expect(messageType('send', 'indication')).toBe(0x0016);
  expect(messageType('channelBind', 'request')).toBe(0x0009);
  expect(splitMessageType(0x0118)).toEqual({ method: 'createPermission', cls: 'error' });
  expect(splitMessageType(0x3fff)).toBeUndefined();
});

describe('what is wrong is said by a code', () => {
  const good = encodeMessage({
    method: 'allocate',
    cls: 'success',
    transactionId: Buffer.alloc(12, 7),
    attributes: { lifetime: 600, software: 'x' },
  });
  const changed = (change: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(good);
    change(copy);
    return copy;
  };
  test.each([
    ['too-short', good.subarray(0, 19)],
    ['not-stun', changed((copy) => copy.writeUInt8(0x40, 0))],
    ['bad-cookie', changed((copy) => copy.writeUInt8(0, 4))],
    ['bad-length', good.subarray(0, good.length - 4)],
    ['bad-length', Buffer.concat([good, Buffer.alloc(4)])],
    ['unknown-method', changed((copy) => copy.writeUInt16BE(0x3f00, 0))],
    ['truncated-attribute', changed((copy) => copy.writeUInt16BE(0x2000, 22))],
    [
      'bad-attribute',
      changed((copy) => copy.writeUInt16BE(5, copy.indexOf(Buffer.from([0, 0x0d, 0, 4])) + 2)),
    ],
    [
      'bad-fingerprint',
      changed((copy) => copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1)),
    ],
  ])('%s', (code, wire) => {
    expect(decodeMessage(wire)).toMatchObject({ ok: false, error: { code } });
  });
});

test('attributes after MESSAGE-INTEGRITY are ignored', () => {
  const key = Buffer.from('key');
  const signed = encodeMessage(
    { method: 'binding', cls: 'success', transactionId: Buffer.alloc(12), attributes: { realm: 'r' } },
    { key, fingerprint: false },
  );
  const wire = Buffer.concat([signed, Buffer.from([0x80, 0x22, 0, 4, 0x65, 0x76, 0x69, 0x6c])]);
  wire.writeUInt16BE(wire.length - 20, 2);
  const got = decodeMessage(wire);
  if (!got.ok) throw new Error(got.error.message);
  expect(got.message.attributes).toEqual({ realm: 'r' });
  expect(verifyIntegrity(wire, got.message, key)).toBe(true);
});
