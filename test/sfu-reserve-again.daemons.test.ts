import type { SyntheticParticipant } from '@stoa/toolkit/probe';
import { afterEach, describe, expect, it } from 'vitest';
import { connectionsOf } from './support/connections.ts';
import { startJanusProxy, type JanusProxy } from './support/janus-proxy.ts';
import { freePort } from './support/ports.ts';
import { everybodyReceives, sfuOf } from './support/sfu-figures.ts';
import { hasSfuParts } from './support/sfu-parts.ts';
import { startSfuPlatform, type SfuPlatform } from './support/sfu-platform.ts';

/** One backend reaches the second SFU by way of a proxy. */
describe.skipIf(!(await hasSfuParts()))('a leg in reserve that fails for one participant', () => {
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

  /** Three people on `janus-0`, the second of them on the backend behind the proxy. */
  async function call(platform: SfuPlatform): Promise<SyntheticParticipant[]> {
    await platform.admin('POST', '/admin/v1/sfus/janus-1/cordon');
    const people = await platform.call('late', 3);
    expect(sfuOf(people)).toBe('janus-0');
    await everybodyReceives(people);
    return people;
  }

  async function becomesWhole({ januses }: SfuPlatform, people: readonly SyntheticParticipant[]) {
    await expect.poll(() => connectionsOf(januses[1]), { timeout: 40_000, interval: 300 }).toBe(6);
    expect(people.map((person) => person.stats())).toEqual(
      people.map(() => expect.objectContaining({ switches: 0, rebuilt: 0, resumes: 0 })),
    );
  }

  it('is made again by the session backend that got no session there', async () => {
    const { platform, proxy } = await start();
    const people = await call(platform);
    proxy.keepBack(({ from, janus }) => from === 'backend' && janus === 'create');
    await platform.admin('DELETE', '/admin/v1/sfus/janus-1/cordon');
    // Two are on the other backend: for them the reserve is worth having.
    const reserve = platform.januses[1];
    await expect.poll(() => connectionsOf(reserve), { timeout: 30_000, interval: 300 }).toBe(4);
    const failed = () => platform.backends[1]?.child.output().includes('a leg in reserve failed');
    await expect.poll(failed, { timeout: 20_000, interval: 200 }).toBe(true);
    proxy.letGo();
    await becomesWhole(platform, people);
  }, 120_000);

  it('is made again by the participant who could not publish there', async () => {
    const { platform, proxy } = await start();
    const people = await call(platform);
    proxy.keepBack(({ from, request }) => from === 'backend' && request === 'joinandconfigure');
    await platform.admin('DELETE', '/admin/v1/sfus/janus-1/cordon');
    // One round of attempts gives in after 20 s, and each waits 5 s for the SFU: this is the next one.
    await expect.poll(() => proxy.kept.length, { timeout: 80_000, interval: 300 }).toBeGreaterThan(6);
    proxy.letGo();
    await becomesWhole(platform, people);
  }, 180_000);
});
