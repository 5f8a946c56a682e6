import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { coturnAvailable, withCoturn } from '@stoa/toolkit/turn/testing';
import { describe, expect, it } from 'vitest';
import { health, usage } from './health.ts';

async function ask(...args: readonly string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const code = await health(args, { env: {}, say: (text) => (said += text) });
  return { code, said };
}

async function withServer<T>(status: number, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => response.writeHead(status).end('because'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}/`);
  } finally {
    server.close();
  }
}

describe('the health binary', async () => {
  it('is silent about what answers 200', async () => {
    expect(await withServer(200, (url) => ask('http', url))).toEqual({ code: 0, said: '' });
  });

  it('says what something else answers, and that nobody answers', async () => {
    const { code, said } = await withServer(503, (url) => ask('http', url));
    expect(code).toBe(1);
    expect(said).toMatch(/answered 503: because/);
    const gone = await withServer(200, async (url) => url);
    expect((await ask('http', gone)).said).toMatch(/ECONNREFUSED/);
  });

  it.each([
    [[]],
    [['http']],
    [['stun']],
    [['janus', 'ws://127.0.0.1:1']],
    [['redis', '127.0.0.1']],
    [['drain', 'http://127.0.0.1:1']],
    [['leave', 'http://127.0.0.1:1']],
    [['http', 'a', 'b']],
    [['--what']],
  ])('tells its usage for %j', async (args) => {
    expect(await ask(...args)).toEqual({ code: 2, said: usage });
  });

  it.skipIf(!(await coturnAvailable()))(
    'speaks STUN with a relay, where a TCP probe would be content with any listener',
    async () => {
      await withCoturn({}, async ({ port }) => {
        expect(await ask('stun', `stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=tcp`)).toEqual({
          code: 0,
          said: '',
        });
      });
      const mute = await withServer(200, (url) =>
        ask('--timeout', '500', 'stun', `turn:${new URL(url).host}?transport=tcp`),
      );
      expect(mute.code).toBe(1);
    },
  );
});
