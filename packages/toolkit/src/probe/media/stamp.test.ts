import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opusPacket, opusPayloadLength } from './opus.ts';
import { readStamp, stampLength, writeStamp, type Stamp } from './stamp.ts';
import { vp8Packet } from './vp8.ts';

const stamps: fc.Arbitrary<Stamp> = fc.record({
  kind: fc.constantFrom('audio' as const, 'video' as const),
  sender: fc.stringMatching(/^p[0-9a-z]{8,24}$/),
  seq: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  sentAt: fc.double({ min: 0, max: 2 ** 43, noNaN: true, noDefaultInfinity: true }),
});

describe('stamp', () => {
  it('is read back as it was written, at the end of any payload', () => {
    fc.assert(
      fc.property(stamps, fc.uint8Array({ minLength: stampLength, maxLength: 1_200 }), (stamp, bytes) => {
        const payload = Buffer.from(bytes);
        const head = Buffer.from(payload.subarray(0, payload.length - stampLength));
        writeStamp(payload, stamp);
        expect(readStamp(payload)).toEqual(stamp);
        expect(payload.subarray(0, payload.length - stampLength)).toEqual(head);
      }),
    );
  });

  it('reads any bytes without throwing, and sees no stamp in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readStamp(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });

  it('survives any damage to its own bytes: no throw, and nothing but known kinds', () => {
    fc.assert(
      fc.property(stamps, fc.nat(stampLength - 1), fc.nat(255), (stamp, at, value) => {
        const payload = Buffer.alloc(stampLength);
        writeStamp(payload, stamp);
        payload[at] = value;
        const read = readStamp(payload);
        expect(read === undefined || read.kind === 'audio' || read.kind === 'video').toBe(true);
      }),
    );
  });

  it('refuses a payload that is too short and a sender that is too long', () => {
    const stamp: Stamp = { kind: 'audio', sender: 'p12345678', seq: 1, sentAt: 1 };
    expect(() => writeStamp(Buffer.alloc(stampLength - 1), stamp)).toThrow(RangeError);
    expect(() => writeStamp(Buffer.alloc(100), { ...stamp, sender: 'p'.repeat(26) })).toThrow(RangeError);
    expect(() => writeStamp(Buffer.alloc(100), { ...stamp, sender: '' })).toThrow(RangeError);
  });

  it('lies in the padding of an Opus packet', () => {
    const packet = opusPacket();
    // RFC 6716 §3.2.5: code 3; one frame, CBR, with padding; padding length; frame; padding.
    expect((packet[0] ?? 0) & 3).toBe(3);
    expect(packet[1]).toBe(0x41);
    const padding = packet[2] ?? 0;
    expect(padding).toBeLessThan(255);
    expect(padding).toBeGreaterThanOrEqual(stampLength);
    expect(packet.length - 3 - padding).toBe(2);
    expect(packet).toHaveLength(opusPayloadLength);
  });

  it('stands behind a VP8 frame whose head is left alone', () => {
    const packet = vp8Packet(0x1_0005, true);
    const before = Buffer.from(packet.subarray(0, packet.length - stampLength));
    writeStamp(packet, { kind: 'video', sender: 'p12345678', seq: 5, sentAt: 1 });
    expect(packet.subarray(0, before.length)).toEqual(before);
    expect(packet[0]).toBe(0x90);
    expect(packet.readUInt16BE(2)).toBe(0x8005);
    expect((packet[4] ?? 1) & 1).toBe(0); // key frame
    expect(packet.subarray(7, 10)).toEqual(Buffer.from([0x9d, 0x01, 0x2a]));
    expect((vp8Packet(6, false)[4] ?? 0) & 1).toBe(1); // inter frame
  });
});
