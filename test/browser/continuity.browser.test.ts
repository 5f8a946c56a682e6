import { sleep } from '@stoa/toolkit/base';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { auditCorners } from '../support/axe.ts';
import { CallPage } from '../support/call-page.ts';
import { startCallPlatform, type CallPlatform } from '../support/call-platform.ts';
import { failOnNoise, hasChromium, launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/ports.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { buildWebApp, type BuiltWebApp } from '../support/web-app.ts';

/** Keeps every text that the banner shows from now on. */
async function watchBanners({ page }: CallPage): Promise<void> {
  await page.evaluate(`
    window.seenBanners = [];
    new MutationObserver(() => {
      for (const banner of document.querySelectorAll('.banner')) seenBanners.push(banner.textContent);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  `);
}

function seenBanners({ page }: CallPage): Promise<unknown> {
  return page.evaluate('seenBanners');
}

/** A call in two real browsers while session backends and Redis die. */
describe.skipIf(!(await hasChromium()))('a call whose servers die', () => {
  let app: BuiltWebApp;
  let browser: Browser;
  let redis: RedisServer;
  let platform: CallPlatform;
  let ada: CallPage;
  let grace: CallPage;
  let rooms = 0;

  beforeAll(async () => {
    app = await buildWebApp();
    browser = await launchChromium();
  });
  beforeEach(async () => {
    redis = await startRedis({ port: await freePort(14_750, 14_799) });
    platform = await startCallPlatform({
      media: { device: 'stoaw4', address: '127.88.5.5' },
      ports: { min: 14_800, max: 14_999 },
      rtpPorts: { min: 15_300, max: 15_499 },
      sfu: true,
      relay: false,
      webRoot: app.folder,
      log: redis.log,
      backends: 2,
    });
    rooms += 1;
    const room = `${platform.urls[0]}/r/kept-${rooms}`;
    ada = await CallPage.open(browser, room, 'name=Ada&join=1');
    grace = await CallPage.open(browser, room, 'name=Grace&join=1');
    await Promise.all([ada.tiles(2), grace.tiles(2)]);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
  });
  afterEach(async () => {
    await ada?.context.close();
    await grace?.context.close();
    await platform?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
    failOnNoise([...(ada?.noise ?? []), ...(grace?.noise ?? [])], 'servers');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  it('goes on over the other backend, media untouched, no chat lost or doubled', async () => {
    const me = await ada.me();
    await watchBanners(ada);
    await platform.backends[0]?.child.stop('SIGKILL');
    await ada.say('written while nobody listened');
    await expect.poll(async () => (await ada.session())?.backend, { timeout: 10_000 }).toBe('meet-1');
    await grace.hears('written while nobody listened');
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    // One to send and one to receive, as at the start: nothing was built anew.
    expect(await Promise.all([ada.connectionsMade(), grace.connectionsMade()])).toEqual([2, 2]);
    expect(await ada.me()).toBe(me);
    expect(await grace.heard()).toEqual(['written while nobody listened']);
    expect(await ada.page.getByText('Sending…').count()).toBe(0);
    expect(await seenBanners(ada)).toContain(
      'Connection to the server lost. Reconnecting… The call goes on.',
    );
    await ada.tiles(2);
    // With no backend left the banner stays, and the tiles do.
    await platform.backends[1]?.child.stop('SIGKILL');
    await ada.page.getByText('Connection to the server lost.').waitFor();
    expect((await auditCorners(ada.page, 'no backend is left')).violations).toEqual([]);
    await Promise.all([ada.tiles(2), ada.mediaFlows(), grace.mediaFlows()]);
  });

  it('moves to the other backend when its own is told to go, and nobody sees anything of it', async () => {
    const me = await ada.me();
    const pages = [ada, grace];
    await Promise.all(pages.map(watchBanners));
    platform.backends[0]?.child.process.kill('SIGTERM');
    for (let index = 0; index < 5; index += 1) await ada.say(`while moving ${index}`);
    for (const page of pages) {
      await expect.poll(async () => (await page.session())?.backend, { timeout: 10_000 }).toBe('meet-1');
    }
    // Both moved long before the deadline, or it would still wait.
    expect(await platform.backends[0]?.child.exited).toEqual({ code: 0, signal: null });
    await grace.hears('while moving 4');
    await Promise.all(pages.map((page) => page.mediaFlows()));
    expect(await Promise.all(pages.map((page) => page.connectionsMade()))).toEqual([2, 2]);
    expect(await Promise.all(pages.map(seenBanners))).toEqual([[], []]);
    expect(await ada.me()).toBe(me);
    expect(await grace.heard()).toEqual([0, 1, 2, 3, 4].map((index) => `while moving ${index}`));
    await ada.tiles(2);
    expect(platform.backends[0]?.child.output()).toContain('"moved":2');
  });

  it('goes on without Redis; what cannot be stored is shown, and sent when Redis is back', async () => {
    await redis.kill();
    await ada.page.getByText('Chat is paused').waitFor();
    await ada.say('kept until the log is back');
    await ada.page.getByText(/Not stored/).waitFor();
    expect((await auditCorners(ada.page, 'chat is paused')).violations).toEqual([]);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    await redis.start();
    await grace.hears('kept until the log is back');
    await expect.poll(() => ada.page.getByText(/Not stored/).count()).toBe(0);
    await sleep(500);
    expect(await grace.heard()).toEqual(['kept until the log is back']);
  });
});
