import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';

/** Real browsers that send to each other; the session backend carries their signals, coturn relays. */
describe.skipIf(!(await hasChromium()))('a call without an SFU', () => {
  const suite = useCallSuite({
    media: { device: 'stoaw2', address: '127.88.5.3' },
    ports: { min: 14_500, max: 14_749 },
    rtpPorts: { min: 15_250, max: 15_299 },
    sfu: false,
    relay: true,
  });

  async function join(names: readonly string[], query = ''): Promise<CallPage[]> {
    const room = suite.newRoom();
    const opened = await Promise.all(names.map((name) => suite.open(room, `name=${name}&join=1${query}`)));
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

  it('shows screens of both at once, begun at the same moment, and ends one without the other', async () => {
    const [ada, grace] = await join(['Ada', 'Grace']);
    if (!ada || !grace) throw new Error('two pages were opened');
    const [me, other] = [await ada.me(), await grace.me()];
    const connections = () => Promise.all([ada.connectionsMade(), grace.connectionsMade()]);
    const before = await connections();
    await Promise.all([ada.press('Share your screen'), grace.press('Share your screen')]);
    await Promise.all([ada.screenFlows(other), grace.screenFlows(me)]);
    await ada.press('Stop sharing your screen');
    await expect.poll(() => grace.page.locator(`[data-participant="${me}/screen"]`).count()).toBe(0);
    await ada.screenFlows(other, 40);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    expect(await connections()).toEqual(before);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });
});
