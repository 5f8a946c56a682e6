import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

/** In a real browser, against a real coturn. */
describe.skipIf(!(await hasChromium()))('the connection test', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoat', '127.88.5'),
    ports: { min: 12_400, max: 12_499 },
    rtpPorts: { min: 13_800, max: 13_849 },
    sfu: false,
    relay: true,
    stun: true,
  });

  const results = async (page: Page) => {
    const rows = await page.locator('.test__row').all();
    const found = rows.map(async (row) => [
      await row.getAttribute('data-way'),
      (await row.locator('.test__state').innerText()).replaceAll(/[\d.]+/g, '#'),
    ]);
    return Object.fromEntries(await Promise.all(found)) as Record<string, string>;
  };

  it('finds every way open before joining, by keyboard', async () => {
    const { page, noise } = await suite.open(suite.newRoom(), '');
    const asked = page.waitForRequest('**/api/v1/connection-test');
    await page.getByRole('button', { name: 'Test connection' }).focus();
    await page.keyboard.press('Enter');
    expect((await asked).method()).toBe('POST');
    await page.getByText('Test finished.').waitFor({ timeout: 20_000 });
    expect(await results(page)).toEqual({
      stun: 'OK',
      udp: 'OK, # ms',
      tcp: 'OK, # ms',
      tls: 'OK, # ms',
      bandwidth: '# Mbit/s',
    });
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(noise).toEqual([]);
  });

  it('says which ways are blocked while the relay is away, in the call too, at phone width', async () => {
    const ada = await suite.open(suite.newRoom(), 'name=Ada&join=1');
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await ada.joined();
    await suite.platform.stopRelay();
    try {
      await ada.press('Connection details');
      await ada.press('Test connection');
      await ada.page.getByText('Test finished.').waitFor({ timeout: 30_000 });
      expect(await results(ada.page)).toEqual({
        stun: 'Blocked',
        udp: 'Blocked',
        tcp: 'Blocked',
        tls: 'Blocked',
        bandwidth: '–',
      });
      const width = await ada.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(390);
    } finally {
      await suite.platform.restartRelay();
    }
    await ada.press('Test again');
    await expect.poll(async () => (await results(ada.page))['tcp'], { timeout: 20_000 }).toBe('OK, # ms');
  });
});
