import { expect, test } from 'vitest';
import { decodeChannelData } from './channel-data.ts';
import { decodeMessage, type DecodeErrorCode } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { StreamFramer } from './framing.ts';

const messages = 1_000_000;
const known: ReadonlySet<DecodeErrorCode> = new Set<DecodeErrorCode>([
  'too-short',
  'not-stun',
  'bad-cookie',
  'bad-length',
  'unknown-method',
  'truncated-attribute',
  'bad-attribute',
  'bad-fingerprint',
]);

/** xorshift32: fast and the same on every run, so that a failure can be repeated from its seed. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const endpoint = { address: '192.0.2.1', port: 3478 };
const seeds = [
  encodeMessage({
    method: 'allocate',
    cls: 'success',
    transactionId: Buffer.alloc(12, 3),
    attributes: {
      xorRelayedAddress: endpoint,
      xorMappedAddress: { address: '2001:db8::1', port: 1 },
      lifetime: 600,
    },
  }),
  encodeMessage(
    {
      method: 'createPermission',
      cls: 'request',
      transactionId: Buffer.alloc(12, 4),
      attributes: {
        username: 'u',
        realm: 'example.org',
        nonce: 'n'.repeat(40),
        xorPeerAddress: [endpoint, endpoint],
      },
    },
    { key: Buffer.from('key') },
  ),
  encodeMessage(
    {
      method: 'refresh',
      cls: 'error',
      transactionId: Buffer.alloc(12, 5),
      attributes: {
        errorCode: { code: 438, reason: 'Stale Nonce' },
        unknownAttributes: [1, 2, 3],
        evenPort: true,
      },
    },
    { fingerprint: false },
  ),
];

/** Writes the next message into `target` and returns the part of it that counts. */
function nextMessage(target: Buffer, random: (below: number) => number, round: number): Buffer {
  if (round % 4 === 0) {
    const length = random(120);
    for (let i = 0; i < length; i += 1) target[i] = random(256);
    // Half of the random ones get a true header, so that they reach the attributes.
    if (round % 8 === 0 && length >= 20) {
      target.writeUInt32BE(0x2112a442, 4);
      target.writeUInt16BE(length - 20, 2);
      target.writeUInt16BE(random(2) === 0 ? 0x0103 : 0x0113, 0);
    }
    return target.subarray(0, length);
  }
  const seed = seeds[round % seeds.length] ?? Buffer.alloc(0);
  seed.copy(target);
  for (let edits = 1 + random(4); edits > 0; edits -= 1) target[random(seed.length)] = random(256);
  return target.subarray(0, random(8) === 0 ? random(seed.length) : seed.length);
}

test(
  'a million random and mutated messages: no crash, no hang, a typed answer each',
  { timeout: 60_000 },
  () => {
    const random = randomSource(0x5709a);
    const target = Buffer.alloc(256);
    const outcomes = new Map<string, number>();
    const framer = new StreamFramer(() => {});
    for (let round = 0; round < messages; round += 1) {
      const wire = nextMessage(target, random, round);
      const result = decodeMessage(wire);
      const outcome = result.ok ? 'ok' : result.error.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      decodeChannelData(wire);
      if (round % 16 === 0) framer.push(Buffer.from(wire));
    }
    for (const outcome of outcomes.keys())
      expect(outcome === 'ok' || known.has(outcome as DecodeErrorCode)).toBe(true);
    // The fuzz must reach every branch, or it proves little.
    expect([...outcomes.keys()].sort()).toEqual(['ok', ...known].sort());
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(messages);
    expect(framer.held).toBeLessThan(70_000);
  },
);
