import { createInflate, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { channelForwardProtocol, forwardWire, tunnelProtocol } from './_forward-wire.ts';
import { dataFrame, frameReader } from './_spdy.ts';

const text = (data: Uint8Array) => Buffer.from(data).toString();

/** Inflates what comes in several portions of one stream. */
async function inflateAll(parts: readonly Uint8Array[]): Promise<Buffer> {
  const inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  for (const part of parts) inflate.write(part);
  inflate.end();
  const out: Buffer[] = [];
  for await (const part of inflate) out.push(part as Buffer);
  return Buffer.concat(out);
}

describe('a forwarded connection over SPDY', () => {
  it('opens an error stream, which is ended, and a data stream; any zlib reads their headers', async () => {
    const [errors = Buffer.alloc(0), end = Buffer.alloc(0), data = Buffer.alloc(0)] = forwardWire(
      tunnelProtocol,
      8080,
    ).hello;
    expect(Buffer.from(errors).readUInt32BE(8)).toBe(1);
    expect(frameReader()(end)).toEqual([{ type: 'data', stream: 1, data: Buffer.alloc(0), last: true }]);
    expect(Buffer.from(data).readUInt32BE(8)).toBe(3);
    const headers = (await inflateAll([errors, data].map((frame) => frame.subarray(18)))).toString('latin1');
    expect(headers).toMatch(/streamtype.{4}error.*port.{4}8080.*requestid.*streamtype.{4}data/s);
  });

  it('puts data into frames and reads them in any portions', () => {
    const wire = forwardWire(tunnelProtocol, 80);
    const bytes = Buffer.concat([
      dataFrame(3, Buffer.from('hello '), false),
      dataFrame(3, Buffer.from('world'), true),
    ]);
    const events = [...bytes].flatMap((byte) => wire.decode(Buffer.of(byte)));
    expect(events.map((event) => (event.type === 'data' ? text(event.data) : event.type))).toEqual([
      'hello ',
      'world',
      'end',
    ]);
    expect(frameReader()(wire.encode(Buffer.from('x')))).toMatchObject([{ stream: 3, last: false }]);
  });

  it('tells what the error stream says when that one ends', () => {
    const wire = forwardWire(tunnelProtocol, 80);
    expect(wire.decode(dataFrame(1, Buffer.from('connection '), false))).toEqual([]);
    expect(wire.decode(dataFrame(1, Buffer.from('refused'), true))).toEqual([
      { type: 'failure', message: 'connection refused' },
    ]);
    const content = forwardWire(tunnelProtocol, 80);
    expect(content.decode(dataFrame(1, Buffer.alloc(0), true))).toEqual([{ type: 'settled' }]);
  });

  it('answers pings, and passes over what it does not know', () => {
    const control = (type: number, payload: Buffer) => {
      const head = Buffer.alloc(8);
      head.writeUInt16BE(0x8003, 0);
      head.writeUInt16BE(type, 2);
      head.writeUInt32BE(payload.length, 4);
      return Buffer.concat([head, payload]);
    };
    const ping = control(6, Buffer.of(0, 0, 0, 2));
    const wire = forwardWire(tunnelProtocol, 80);
    expect(wire.decode(ping)).toEqual([{ type: 'reply', message: ping }]);
    expect(wire.decode(control(7, Buffer.alloc(8)))).toEqual([]);
    expect(wire.decode(control(4, Buffer.alloc(0)))).toEqual([]);
    expect(wire.decode(control(3, Buffer.of(0, 0, 0, 3, 0, 0, 0, 5)))).toMatchObject([{ type: 'failure' }]);
  });
});

describe('a forwarded connection over channels', () => {
  it('begins each channel with the port', () => {
    const wire = forwardWire(channelForwardProtocol, 80);
    expect(wire.decode(Buffer.of(0, 80, 0))).toEqual([]);
    expect(wire.decode(Buffer.of(1, 80, 0))).toEqual([]);
    expect(wire.decode(Buffer.from('\0data'))).toEqual([{ type: 'data', data: Buffer.from('data') }]);
    expect(wire.decode(Buffer.from('\u0001refused'))).toEqual([{ type: 'failure', message: 'refused' }]);
    expect(wire.end).toBeUndefined();
  });
});
