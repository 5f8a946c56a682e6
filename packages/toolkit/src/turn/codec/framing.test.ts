import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeChannelData, encodeChannelData } from './channel-data.ts';
import { encodeMessage } from './encode.ts';
import { maxFrameLength, StreamFramer } from './framing.ts';

const stun = encodeMessage({
  method: 'binding',
  cls: 'request',
  transactionId: Buffer.alloc(12, 1),
  attributes: { software: 'framing' },
});

test('frames come out whole, however the stream is cut', () => {
  const frame = fc.oneof(
    fc.constant(stun),
    fc
      .tuple(fc.integer({ min: 0x4000, max: 0x4fff }), fc.uint8Array({ maxLength: 300 }))
      .map(([channel, data]) => encodeChannelData(channel, data, true)),
  );
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 200 })),
      (frames, cuts) => {
        const wire = Buffer.concat(frames);
        const got: string[] = [];
        const framer = new StreamFramer((bytes) => got.push(bytes.toString('hex')));
        let at = 0;
        for (const cut of [...cuts, wire.length]) {
          expect(framer.push(wire.subarray(at, at + cut))).toBe(true);
          at += cut;
        }
        expect(got).toEqual(frames.map((bytes) => bytes.toString('hex')));
        expect(framer.held).toBe(0);
      },
    ),
  );
});

test('channel data survives, padded on streams only, and is never read past its end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0x4000, max: 0x7fff }),
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.boolean(),
      (n, data, stream) => {
        const wire = encodeChannelData(n, data, stream);
        expect(wire.length).toBe(stream ? 4 + Math.ceil(data.length / 4) * 4 : 4 + data.length);
        expect(decodeChannelData(wire)).toEqual({ channel: n, data: Buffer.from(data) });
        expect(decodeChannelData(wire.subarray(0, 3 + data.length))).toBeUndefined();
      },
    ),
  );
  expect(decodeChannelData(stun)).toBeUndefined();
});

test('no more than one unfinished frame is ever held', () => {
  const framer = new StreamFramer(() => {});
  const header = Buffer.from([0x40, 0, 0xff, 0xff]);
  expect(framer.push(header)).toBe(true);
  for (let i = 0; i < 200; i += 1) {
    expect(framer.push(Buffer.alloc(1000, 0x40))).toBe(true);
    expect(framer.held).toBeLessThanOrEqual(maxFrameLength + 1000);
  }
});

test.each([
  ['TLS', Buffer.from([0x15, 3, 3, 0, 2, 2, 70, 0])],
  ['top bits 10', Buffer.from([0x80, 0, 0, 0])],
  ['STUN with an odd length', Buffer.from([0, 1, 0, 3])],
  ['STUN without the cookie', Buffer.from([0, 1, 0, 8, 1, 2, 3, 4])],
])('a stream of %s is given up', (_what, bytes) => {
  const framer = new StreamFramer(() => {});
  const answers = Array.from(bytes, (byte) => framer.push(Buffer.from([byte])));
  expect(answers.includes(false)).toBe(true);
});
