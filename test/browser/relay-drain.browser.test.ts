import { sleep } from '@stoa/toolkit/base';
import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { waitFor } from '../support/child.ts';
import { hasChromium } from '../support/chromium.ts';

/** The longest time between two rendered frames of each video that shows somebody else, ms. */
const watchFrames = `
  window.frameGaps = [];
  for (const video of document.querySelectorAll('video')) {
    const seen = { last: performance.now(), longest: 0 };
    window.frameGaps.push(seen);
    const next = (now) => {
      seen.longest = Math.max(seen.longest, now - seen.last);
      seen.last = now;
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }`;
const longestGap = (page: CallPage) =>
  page.page.evaluate<number>('Math.max(...window.frameGaps.map(({ longest }) => longest))');
const newWindow = (page: CallPage) =>
  page.page.evaluate('for (const seen of window.frameGaps) seen.longest = 0');

describe.skipIf(!(await hasChromium()))('a relay that is drained under a call', () => {
  const suite = useCallSuite({
    media: { device: 'stoaw8', address: '127.88.9.9' },
    ports: { min: 27_000, max: 27_199 },
    rtpPorts: { min: 27_200, max: 27_399 },
    sfu: true,
    relay: true,
    relays: 2,
  });
  /** Relays that media of a page runs over, by number. */
  const relaysOf = async (page: CallPage) => {
    const urls = (await page.stats()).map(({ path }) => path?.relayUrl ?? '');
    return new Set(urls.map((url) => suite.platform.relayUrls.findIndex((own) => own.includes(url))));
  };

  it('is left by everybody before it goes: the picture goes on, and so does the call without it', async () => {
    const room = suite.newRoom();
    const ada = await suite.open(room, 'name=Ada&join=1&relay=udp');
    const grace = await suite.open(room, 'name=Grace&join=1&relay=udp');
    const pages = [ada, grace];
    await Promise.all(pages.map((page) => page.tiles(2)));
    await Promise.all(pages.map((page) => page.mediaFlows(30)));
    expect(Object.values(await ada.paths())).toEqual(['relay udp', 'relay udp']);
    const [used = 0] = await relaysOf(ada);
    const other = 1 - used;
    for (const page of pages) await page.page.evaluate(watchFrames);
    await sleep(3_000);
    const usual = await Promise.all(pages.map(longestGap));
    await Promise.all(pages.map(newWindow));
    const started = performance.now();
    await suite.platform.admin('POST', `/admin/v1/relays/relay-${used}/drain`, { withinMs: 20_000 });
    const people = async () => {
      const { relays } = (await suite.platform.admin('GET', '/admin/v1/relays')) as {
        relays: { name: string; people: { told: number; moved: number; gone: number } }[];
      };
      return relays.find(({ name }) => name === `relay-${used}`)?.people;
    };
    await expect.poll(people, { timeout: 20_000 }).toEqual({ told: 2, moved: 2, gone: 0 });
    const confirmedMs = Math.round(performance.now() - started);
    await suite.platform.stopRelay(used);
    await sleep(3_000);
    const gaps = await Promise.all(pages.map(longestGap));
    process.stdout.write(
      `relay drained: confirmed after ${confirmedMs} ms; longest pause between frames ${gaps.map(Math.round).join(', ')} ms, before ${usual.map(Math.round).join(', ')} ms\n`,
    );
    for (const page of pages) {
      expect([...(await relaysOf(page))]).toEqual([other]);
      expect(await page.connectionsMade()).toBe(2);
      await page.mediaFlows(30);
    }
    // The relay that is gone would be noticed after seconds; nobody waited for that.
    await waitFor('nobody is reconnecting', async () =>
      (await Promise.all(pages.map((page) => page.session()))).every((one) => one?.phase === 'joined'),
    );
  });
});
