import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallPage } from '../support/call-page.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { connectionsOf } from '../support/connections.ts';
import { startSfuPlatform, type SfuPlatform } from '../support/sfu-platform.ts';
import { buildWebApp, type BuiltWebApp } from '../support/web-app.ts';

/** Two real browsers with a leg in reserve on a second Janus (`sfu.standby`). */
describe.skipIf(!(await hasChromium()))('a call in browsers with a leg in reserve', () => {
  let app: BuiltWebApp;
  let browser: Browser;
  let platform: SfuPlatform;
  beforeAll(async () => {
    app = await buildWebApp();
    browser = await launchChromium();
    platform = await startSfuPlatform(2, { webRoot: app.folder, standby: true });
  });
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  it('goes on when its SFU is killed, and has a reserve again once that is back', async () => {
    const pages = await Promise.all(
      ['Ada', 'Grace'].map((name, index) =>
        CallPage.open(browser, `${platform.backends[index]?.url}/r/reserve`, `name=${name}&join=1`),
      ),
    );
    const sfus = () => Promise.all(pages.map(async (page) => (await page.view())?.sfu ?? ''));
    const janus = (name: string | undefined) => platform.januses.find(({ sfu }) => sfu.name === name);
    await Promise.all(pages.map((page) => page.tiles(2)));
    await Promise.all(pages.map((page) => page.mediaFlows()));
    const [from = ''] = await sfus();
    const to = from === 'janus-0' ? 'janus-1' : 'janus-0';
    // Each page sends and receives there, too.
    await expect.poll(() => connectionsOf(janus(to)), { timeout: 40_000, interval: 300 }).toBe(4);
    const before = await connectionsOf(janus(to));
    await janus(from)?.kill();
    await expect.poll(sfus, { timeout: 20_000 }).toEqual([to, to]);
    // Over the very connections that stood by: nothing was made anew.
    await Promise.all(pages.map((page) => page.mediaFlows()));
    expect(await connectionsOf(janus(to))).toBe(before);
    await janus(from)?.start();
    await expect.poll(() => connectionsOf(janus(from)), { timeout: 60_000, interval: 300 }).toBe(4);
    expect(await sfus()).toEqual([to, to]);
    await Promise.all(pages.map((page) => page.mediaFlows()));
    for (const page of pages) await page.context.close();
  }, 240_000);
});
