import { afterEach, describe, expect, it } from 'vitest';
import { connectionsOf } from './support/connections.ts';
import { hasJanus } from './support/janus.ts';
import { startJanusProxy, type JanusProxy } from './support/janus-proxy.ts';
import { freePort } from './support/ports.ts';
import { hasRedis } from './support/redis.ts';
import { everybodyReceives, sfuOf } from './support/sfu-figures.ts';
import { startSfuPlatform, type SfuPlatform } from './support/sfu-platform.ts';

const available = (await hasRedis()) && (await hasJanus());
if (!available && process.env['CI']) throw new Error('redis-server or janus is not installed');

/** One backend reaches the second SFU by way of a proxy. */
describe.skipIf(!available)('a leg in reserve that fails for one participant', () => {
  let stack: AsyncDisposableStack;
  afterEach(() => stack.disposeAsync());

  async function start(): Promise<{ platform: SfuPlatform; proxy: JanusProxy }> {
    stack = new AsyncDisposableStack();
    const port = await freePort(14_500, 14_999);
    const platform = stack.use(
      await startSfuPlatform(2, { standby: true }, (sfu, backend) =>
        sfu.name === 'janus-1' && backend === 'meet-1' ? { ...sfu, apiUrl: `ws://127.0.0.1:${port}` } : sfu,
      ),
    );
    const target = platform.januses[1]?.sfu.apiUrl ?? '';
    const proxy = stack.use(await startJanusProxy(target, port));
    const seesIt = async () => {
      const { body } = await platform.admin('GET', '/admin/v1/sfus', undefined, { backend: 1 });
      return (body['sfus'] as { name: string; up: boolean }[]).every(({ up }) => up);
    };
    await expect.poll(seesIt, { timeout: 20_000 }).toBe(true);
    return { platform, proxy };
  }

  it.each([
    ['its session cannot be made', 'create'],
    ['what it publishes is not answered', 'message'],
  ])(
    'is made again when that works: %s',
    async (_case, janus) => {
      const { platform, proxy } = await start();
      await platform.admin('POST', '/admin/v1/sfus/janus-1/cordon');
      const people = await platform.call('late', 3);
      expect(sfuOf(people)).toBe('janus-0');
      await everybodyReceives(people);
      proxy.keepBack((message) => message.from === 'backend' && message.janus === janus);
      await platform.admin('DELETE', '/admin/v1/sfus/janus-1/cordon');
      // Two are on the other backend: for them the reserve is worth having.
      const reserve = platform.januses[1];
      await expect.poll(() => connectionsOf(reserve), { timeout: 30_000, interval: 300 }).toBe(4);
      await expect.poll(() => proxy.kept.length).toBeGreaterThan(0);
      const failed = () => platform.backends[1]?.child.output().includes('a leg in reserve failed');
      if (janus === 'create') await expect.poll(failed, { timeout: 20_000, interval: 200 }).toBe(true);
      proxy.letGo();
      await expect.poll(() => connectionsOf(reserve), { timeout: 40_000, interval: 300 }).toBe(6);
      expect(people.map((person) => person.stats())).toEqual(
        people.map(() => expect.objectContaining({ switches: 0, rebuilt: 0, resumes: 0 })),
      );
    },
    150_000,
  );
});
