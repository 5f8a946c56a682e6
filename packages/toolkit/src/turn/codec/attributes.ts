import { decodeAddress, encodeAddress, type Endpoint } from './address.ts';

/** The attributes of a message, decoded. Of a repeated attribute the first counts (RFC 8489 §14). */
export interface StunAttributes {
  mappedAddress?: Endpoint;
  xorMappedAddress?: Endpoint;
  /** May come more than once, in CreatePermission (RFC 8656 §9.1). */
  xorPeerAddress?: readonly Endpoint[];
  xorRelayedAddress?: Endpoint;
  alternateServer?: Endpoint;
  alternateDomain?: string;
  username?: string;
  realm?: string;
  nonce?: string;
  software?: string;
  errorCode?: { readonly code: number; readonly reason: string };
  unknownAttributes?: readonly number[];
  /** Seconds. */
  lifetime?: number;
  channelNumber?: number;
  /** IP protocol number. */
  requestedTransport?: number;
  requestedAddressFamily?: 4 | 6;
  additionalAddressFamily?: 4 | 6;
  data?: Buffer;
  /** True when the next higher port is to be reserved as well. */
  evenPort?: boolean;
  dontFragment?: true;
  reservationToken?: Buffer;
}

export interface AttributeCodec<T> {
  readonly type: number;
  encode(value: T, transactionId: Uint8Array): Buffer;
  /** undefined: the value is malformed. */
  decode(value: Buffer, transactionId: Uint8Array): T | undefined;
}

const plainAddress = (type: number): AttributeCodec<Endpoint> => ({
  type,
  encode: (value) => encodeAddress(value),
  decode: (value) => decodeAddress(value),
});

const xorAddress = (type: number): AttributeCodec<Endpoint> => ({
  type,
  encode: encodeAddress,
  decode: decodeAddress,
});

const text = (type: number): AttributeCodec<string> => ({
  type,
  encode: (value) => Buffer.from(value, 'utf8'),
  decode: (value) => value.toString('utf8'),
});

const bytes = (type: number, length?: number): AttributeCodec<Buffer> => ({
  type,
  encode: (value) => value,
  decode: (value) => (length === undefined || value.length === length ? value : undefined),
});

/** A number in the first `size` bytes of a four-byte value; the rest is reserved. */
const leading = (type: number, size: 1 | 2 | 4): AttributeCodec<number> => ({
  type,
  encode: (value) => {
    const buffer = Buffer.alloc(4);
    buffer.writeUIntBE(value, 0, size);
    return buffer;
  },
  decode: (value) => (value.length === 4 ? value.readUIntBE(0, size) : undefined),
});

const family = (type: number): AttributeCodec<4 | 6> => ({
  type,
  encode: (value) => Buffer.from([value === 4 ? 1 : 2, 0, 0, 0]),
  decode: (value) => (value.length !== 4 ? undefined : value[0] === 1 ? 4 : value[0] === 2 ? 6 : undefined),
});

const errorCode: AttributeCodec<{ code: number; reason: string }> = {
  type: 0x0009,
  encode: ({ code, reason }) =>
    Buffer.concat([Buffer.from([0, 0, Math.trunc(code / 100), code % 100]), Buffer.from(reason, 'utf8')]),
  decode: (value) => {
    if (value.length < 4) return undefined;
    const hundreds = value.readUInt8(2) & 7;
    const rest = value.readUInt8(3);
    if (hundreds < 3 || hundreds > 6 || rest > 99) return undefined;
    return { code: hundreds * 100 + rest, reason: value.toString('utf8', 4) };
  },
};

const unknownAttributes: AttributeCodec<readonly number[]> = {
  type: 0x000a,
  encode: (types) => {
    const buffer = Buffer.alloc(types.length * 2);
    for (const [index, type] of types.entries()) buffer.writeUInt16BE(type, index * 2);
    return buffer;
  },
  decode: (value) =>
    value.length % 2 === 0
      ? Array.from({ length: value.length / 2 }, (_, index) => value.readUInt16BE(index * 2))
      : undefined,
};

const evenPort: AttributeCodec<boolean> = {
  type: 0x0018,
  encode: (reserveNext) => Buffer.from([reserveNext ? 0x80 : 0]),
  decode: (value) => (value.length === 1 ? (value[0] ?? 0) >= 0x80 : undefined),
};

const dontFragment: AttributeCodec<true> = {
  type: 0x001a,
  encode: () => Buffer.alloc(0),
  decode: (value) => (value.length === 0 ? true : undefined),
};

/** Attributes that carry one value; xorPeerAddress, the only list, is written beside them. */
export const attributeCodecs = {
  mappedAddress: plainAddress(0x0001),
  xorMappedAddress: xorAddress(0x0020),
  xorRelayedAddress: xorAddress(0x0016),
  alternateServer: plainAddress(0x8023),
  alternateDomain: text(0x8003),
  username: text(0x0006),
  realm: text(0x0014),
  nonce: text(0x0015),
  software: text(0x8022),
  errorCode,
  unknownAttributes,
  lifetime: leading(0x000d, 4),
  channelNumber: leading(0x000c, 2),
  requestedTransport: leading(0x0019, 1),
  requestedAddressFamily: family(0x0017),
  additionalAddressFamily: family(0x8000),
  data: bytes(0x0013),
  evenPort,
  dontFragment,
  reservationToken: bytes(0x0022, 8),
} satisfies {
  [K in Exclude<keyof StunAttributes, 'xorPeerAddress'>]-?: AttributeCodec<NonNullable<StunAttributes[K]>>;
};

export const peerAddressCodec = xorAddress(0x0012);

export type SingleAttribute = keyof typeof attributeCodecs;

/** Attribute type → name and codec, for decoding. */
export const codecByType: ReadonlyMap<number, readonly [SingleAttribute, AttributeCodec<unknown>]> = new Map(
  Object.entries(attributeCodecs).map(([name, codec]) => [
    codec.type,
    [name as SingleAttribute, codec as AttributeCodec<unknown>],
  ]),
);
