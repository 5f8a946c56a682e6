import { sleep } from '@stoa/toolkit/base';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { CallPage } from '../support/call-page.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import type { JanusServer } from '../support/janus.ts';
import { MeetClient } from '../support/meet-client.ts';
import { MoveWatch, type Watched } from '../support/move-watch.ts';
import { startSfuPlatform, type SfuPlatform } from '../support/sfu-platform.ts';
import { buildWebApp, type BuiltWebApp } from '../support/web-app.ts';

/** More than a picture that comes late on a busy machine; a connection made anew leaves 400 ms and more. */
const leewayMs = 300;
const tooBusyMs = 500;

/** A call in two real browsers that goes from one Janus to another while it is watched. */
describe.skipIf(!(await hasChromium()))('a call whose room moves to another SFU', () => {
  let app: BuiltWebApp;
  let browser: Browser;
  let platform: SfuPlatform;
  let pages: CallPage[] = [];
  let watches: MoveWatch[] = [];
  let base: Watched[] = [];
  let dead: JanusServer | undefined;
  let rooms = 0;
  const newRoom = () => `moving-${(rooms += 1)}`;
  let room = '';

  const drain = (name: string) => `/admin/v1/sfus/${name}/drain`;

  beforeAll(async () => {
    app = await buildWebApp();
    browser = await launchChromium();
    platform = await startSfuPlatform(2, { webRoot: app.folder });
  });
  beforeEach(async () => {
    room = newRoom();
    pages = await Promise.all(
      ['Ada', 'Grace'].map((name, index) =>
        CallPage.open(browser, `${platform.backends[index]?.url}/r/${room}`, `name=${name}&join=1`),
      ),
    );
    await Promise.all(pages.map((page) => page.tiles(2)));
    await Promise.all(pages.map((page) => page.mediaFlows()));
    // Until bandwidth estimation is done the picture grows by itself.
    await sleep(5_000);
    watches = await Promise.all(pages.map((page) => MoveWatch.start(page)));
    await sleep(3_000);
    base = await Promise.all(watches.map((watch) => watch.read()));
    await Promise.all(watches.map((watch) => watch.mark()));
  });
  afterEach(async () => {
    for (const page of pages) await page.context.close();
    await dead?.start();
    dead = undefined;
    for (const { sfu: janus } of platform.januses) {
      await platform.admin('DELETE', drain(janus.name));
      await platform.admin('DELETE', `/admin/v1/sfus/${janus.name}/cordon`);
    }
  });
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  const sfu = async () => (await pages[0]?.view())?.sfu ?? '';
  const open = () => Promise.all(pages.map((page) => page.openConnections()));

  const look = () => Promise.all(watches.map((watch) => watch.read()));

  const baseWidth = () => Math.min(...base.map(({ minWidth }) => minWidth));

  /**
   * Each page shows the other from the new leg, as wide as before, and is watched anew: how long bandwidth estimation took
   * there, and what was shown meanwhile, is another test's.
   */
  async function crossed(): Promise<void> {
    const width = async () => Math.min(...(await Promise.all(watches.map((watch) => watch.newestWidth()))));
    await expect.poll(width, { timeout: 12_000, interval: 100 }).toBeGreaterThanOrEqual(baseWidth());
    await sleep(1_000);
    await Promise.all(watches.map((watch) => watch.mark()));
  }

  /**
   * Nobody saw or heard anything of what happened since the base was taken. A page that cannot even show its own camera
   * neither sends nor shows anything in time: then the figures say something of the machine, and the run is not judged.
   */
  function expectNothingSeen(seen: readonly Watched[], { skip }: TestContext): void {
    const busyMs = Math.max(...[...base, ...seen].map(({ ownGapMs }) => ownGapMs));
    skip(busyMs > tooBusyMs, `the machine was too busy to judge pictures: ${busyMs} ms`);
    for (const [index, { gapMs, minWidth, concealedMs }] of seen.entries()) {
      const before = base[index];
      expect(gapMs).toBeLessThan(Math.max(before?.gapMs ?? 0, busyMs) + leewayMs);
      expect(concealedMs).toBeLessThan(Math.max(before?.concealedMs ?? 0, busyMs) + leewayMs);
      expect(minWidth).toBeGreaterThanOrEqual(baseWidth());
    }
  }

  it('takes both pages along, and nobody sees or hears anything of it', async (context) => {
    const from = await sfu();
    expect(await platform.admin('POST', drain(from))).toMatchObject({ status: 202 });
    const state = async () => (await platform.admin('GET', drain(from))).body['state'];
    await expect.poll(state, { timeout: 40_000, interval: 200 }).not.toBe('running');
    const { body: drained } = await platform.admin('GET', drain(from));
    // What the pages saw and heard of it themselves.
    const gap = { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) };
    expect(drained).toMatchObject({
      state: 'drained',
      totals: { moved: 1, participants: 2, gapMs: { audio: gap, video: gap } },
    });
    await expect.poll(sfu, { timeout: 10_000 }).not.toBe(from);
    await sleep(2_000);
    const seen = await look();
    // One to send and one to receive on each SFU; those on the one before are gone.
    expect(await Promise.all(pages.map((page) => page.connectionsMade()))).toEqual([4, 4]);
    expect(await open()).toEqual([2, 2]);
    await Promise.all(pages.map((page) => page.mediaFlows()));
    expectNothingSeen(seen, context);
  });

  it('is made anew elsewhere when the SFU dies that it has moved to', async () => {
    const first = await sfu();
    await platform.admin('POST', drain(first));
    await expect.poll(sfu, { timeout: 40_000 }).not.toBe(first);
    const state = async () => (await platform.admin('GET', drain(first))).body['state'];
    await expect.poll(state, { timeout: 40_000, interval: 200 }).toBe('drained');
    for (const backend of [0, 1]) {
      await platform.admin('DELETE', `/admin/v1/sfus/${first}/cordon`, undefined, { backend });
    }
    const second = await sfu();
    dead = platform.januses.find((janus) => janus.sfu.name === second);
    await dead?.kill();
    await expect.poll(sfu, { timeout: 10_000 }).toBe(first);
    await Promise.all(watches.map((watch) => watch.mark()));
    await expect
      .poll(async () => (await look()).map(({ frames }) => frames > 10), { timeout: 20_000 })
      .toEqual([true, true]);
    await Promise.all(pages.map((page) => page.mediaFlows()));
  });

  it('goes on where the new leg is when the SFU before dies on the way', async (context) => {
    const from = await sfu();
    const slow = await MeetClient.open(platform.backends[1]?.url ?? '');
    await slow.join(room, 'Slow');
    await platform.admin('POST', drain(from));
    const { leg } = await slow.next('media-move');
    await expect.poll(open, { timeout: 10_000 }).toEqual([4, 4]);
    await crossed();
    dead = platform.januses.find((janus) => janus.sfu.name === from);
    await dead?.kill();
    expect(await slow.next('media-switched')).toMatchObject({ leg });
    await expect.poll(open, { timeout: 10_000 }).toEqual([2, 2]);
    await sleep(2_000);
    const seen = await look();
    expect(await Promise.all(pages.map((page) => page.connectionsMade()))).toEqual([4, 4]);
    await slow.ask({ type: 'leave' });
    slow.close();
    expectNothingSeen(seen, context);
  });

  it('stays when the move is given up, also where the pages were ready', async (context) => {
    const from = await sfu();
    // Takes part in the move, and never gets ready.
    const slow = await MeetClient.open(platform.backends[0]?.url ?? '');
    await slow.join(room, 'Slow');
    await platform.admin('POST', drain(from));
    await slow.next('media-move');
    await expect.poll(open, { timeout: 10_000 }).toEqual([4, 4]);
    await crossed();
    await platform.admin('DELETE', drain(from));
    await slow.next('media-kept');
    await expect.poll(open, { timeout: 10_000 }).toEqual([2, 2]);
    await sleep(2_000);
    const seen = await look();
    expect(await sfu()).toBe(from);
    await Promise.all(pages.map((page) => page.mediaFlows()));
    await slow.ask({ type: 'leave' });
    slow.close();
    expectNothingSeen(seen, context);
  });
});
