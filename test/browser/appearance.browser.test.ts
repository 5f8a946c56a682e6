import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

/** What the page is written in, and the colour below everything. */
const look = `({
  lang: document.documentElement.lang,
  background: getComputedStyle(document.body).backgroundColor,
})`;
const dark = 'rgb(15, 18, 20)';
const light = 'rgb(244, 245, 247)';

/** How much wider than the window the page is; 320 px is what WCAG 1.4.10 asks for. */
async function overflowAt320(page: Page): Promise<number> {
  await page.setViewportSize({ width: 320, height: 640 });
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

describe.skipIf(!(await hasChromium()))('the look of the pages', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoal', '127.88.12'),
    ports: { min: 13_250, max: 13_499 },
    rtpPorts: { min: 13_600, max: 13_699 },
    sfu: false,
    relay: false,
  });

  it('is in the language and the colours that were chosen, from then on', async () => {
    const { page } = await suite.open(suite.newRoom(), 'lang=de');
    expect(await page.evaluate(look)).toEqual({ lang: 'de', background: light });
    await page.getByRole('button', { name: 'Jetzt beitreten' }).waitFor();
    await page.getByLabel('Farben').selectOption('dark');
    expect(await page.evaluate(look)).toEqual({ lang: 'de', background: dark });

    await page.getByLabel('Ihr Name').fill('Ada');
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    expect(await page.evaluate(look)).toEqual({ lang: 'en', background: dark });
    await page.getByLabel('Colours').selectOption('system');
    expect(await page.evaluate(look)).toEqual({ lang: 'en', background: light });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(look)).toEqual({ lang: 'en', background: dark });
  });

  it('is a German call, too, which fits on the narrowest phone', async () => {
    const ada = await suite.open(suite.newRoom(), 'name=Ada&lang=de');
    expect(await overflowAt320(ada.page)).toBe(0);
    await ada.press('Jetzt beitreten');
    await ada.joined();
    expect(await overflowAt320(ada.page)).toBe(0);
    await ada.press('Personen');
    await ada.page.getByRole('heading', { name: 'Im Gespräch' }).waitFor();
    expect(await overflowAt320(ada.page)).toBe(0);
    await ada.page.getByRole('button', { name: 'Gespräch verlassen' }).click();
    await ada.page.getByRole('heading', { name: 'Sie haben das Gespräch verlassen' }).waitFor();
    expect(await overflowAt320(ada.page)).toBe(0);
  });

  it('says by borders what backgrounds said, where a contrast theme drops those', async () => {
    const ada = await suite.open(suite.newRoom(), 'name=Ada&join=1');
    await ada.joined();
    await ada.page.emulateMedia({ forcedColors: 'active' });
    const borderOf = (name: string) =>
      ada.page.evaluate<string>(
        `getComputedStyle(document.querySelector('.bar [aria-label="${name}"]')).borderWidth`,
      );
    await ada.press('Chat');
    expect([await borderOf('Chat'), await borderOf('Leave call')]).toEqual(['3px', '3px']);
    expect(await borderOf('Raise hand')).toBe('1px');
  });
});
