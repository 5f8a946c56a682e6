import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { writeStamp } from './stamp.ts';
import { vp8Packet } from './vp8.ts';

const executablePath = '/usr/bin/chromium';
const available = process.env['CI'] === 'true' || existsSync(executablePath);
/** Bytes of the payload descriptor in front of the frame. */
const descriptor = 4;

/** What the page needs of WebCodecs; the compiler has no types of a browser here. */
interface Frame {
  codedWidth: number;
  close(): void;
}
interface Decoder {
  configure(config: { codec: string }): void;
  decode(chunk: unknown): void;
  flush(): Promise<void>;
}
interface Codecs {
  VideoDecoder: new (init: { output: (frame: Frame) => void; error: (error: unknown) => void }) => Decoder;
  EncodedVideoChunk: new (init: { type: string; timestamp: number; data: Uint8Array }) => unknown;
}

async function decode(
  frames: { type: string; data: number[] }[],
): Promise<{ widths: number[]; error: string }> {
  const { VideoDecoder, EncodedVideoChunk } = globalThis as unknown as Codecs;
  const widths: number[] = [];
  let error = '';
  const decoder = new VideoDecoder({
    output: (frame) => {
      widths.push(frame.codedWidth);
      frame.close();
    },
    error: (cause) => {
      error = String(cause);
    },
  });
  decoder.configure({ codec: 'vp8' });
  for (const [index, { type, data }] of frames.entries()) {
    decoder.decode(new EncodedVideoChunk({ type, timestamp: index * 40_000, data: new Uint8Array(data) }));
  }
  await decoder.flush().catch((cause: unknown) => {
    error = String(cause);
  });
  return { widths, error };
}

describe.skipIf(!available)('synthetic VP8', () => {
  it('is shown by a browser, stamp and all', async () => {
    const frames = [true, false, false, true, false].map((key, index) => {
      const packet = vp8Packet(index, key);
      writeStamp(packet, { kind: 'video', sender: 'p12345678', seq: index, sentAt: 1 });
      return { type: key ? 'key' : 'delta', data: [...packet.subarray(descriptor)] };
    });
    // WebCodecs is there on pages of this machine, not on about:blank.
    const server = createServer((_request, response) => response.end('<!doctype html>')).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => server.once('listening', resolve));
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(await page.evaluate(decode, frames)).toEqual({ widths: [64, 64, 64, 64, 64], error: '' });
      // And the test can fail: a key frame without its start code is none.
      const broken = frames.map(({ type, data }) => ({ type, data: data.with(3, 0) }));
      await expect(page.evaluate(decode, broken)).rejects.toThrow('key frame');
    } finally {
      await browser.close();
      server.close();
    }
  });
});
