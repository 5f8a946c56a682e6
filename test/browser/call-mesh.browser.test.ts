import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallPage } from '../support/call-page.ts';
import { startCallPlatform, type CallPlatform } from '../support/call-platform.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { buildWebApp, type BuiltWebApp } from '../support/web-app.ts';

/** Real browsers that send to each other; the session backend carries their signals, coturn relays. */
describe.skipIf(!(await hasChromium()))('a call without an SFU', () => {
  let app: BuiltWebApp;
  let platform: CallPlatform;
  let browser: Browser;
  const pages: CallPage[] = [];
  let rooms = 0;

  beforeAll(async () => {
    app = await buildWebApp();
    platform = await startCallPlatform({
      media: { device: 'stoaw2', address: '127.88.5.3' },
      ports: { min: 44_500, max: 44_749 },
      rtpPorts: { min: 45_250, max: 45_299 },
      sfu: false,
      relay: true,
      webRoot: app.folder,
    });
    browser = await launchChromium(platform.relayKey === null ? [] : [platform.relayKey]);
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  async function join(names: readonly string[], query = ''): Promise<CallPage[]> {
    rooms += 1;
    const room = `${platform.urls[0]}/r/mesh-${rooms}`;
    const opened = await Promise.all(
      names.map((name) => CallPage.open(browser, room, `name=${name}&join=1${query}`)),
    );
    pages.push(...opened);
    await Promise.all(opened.map((page) => page.tiles(names.length)));
    await Promise.all(opened.map((page) => page.mediaFlows()));
    return opened;
  }

  it('connects three people, each with each, who joined at the same moment', async () => {
    const people = await join(['Ada', 'Grace', 'Edsger']);
    for (const person of people) {
      const stats = await person.stats();
      expect(stats.map(({ state }) => state)).toEqual(['connected', 'connected']);
      // Picture and sound of each of the two others, not only of one of them.
      for (const { received } of stats) {
        expect(received.find(({ kind }) => kind === 'video')?.frames).toBeGreaterThan(0);
      }
      expect(Object.values(await person.paths())).toEqual(['direct udp', 'direct udp']);
      expect(person.noise).toEqual([]);
    }
  });

  it.each(['udp', 'tls'])('goes by a relay over %s when that is asked for', async (transport) => {
    for (const person of await join(['Ada', 'Grace'], `&relay=${transport}`)) {
      expect(Object.values(await person.paths())).toEqual([`relay ${transport}`]);
    }
  });

  it('takes a page that was reloaded back, again and again', async () => {
    const [ada, grace] = await join(['Ada', 'Grace']);
    if (!ada || !grace) throw new Error('two pages were opened');
    const me = await ada.me();
    for (const page of [ada, grace, ada]) {
      await page.page.reload();
      await page.joined();
      await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    }
    expect(await ada.me()).toBe(me);
    expect((await grace.view())?.participants).toHaveLength(2);
  });
});
