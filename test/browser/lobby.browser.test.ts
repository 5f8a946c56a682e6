import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { averageColour } from '../support/picture.ts';

const dark = 40;

/** Trying and choosing devices before a call, and changing them in it. Chromium's fake cameras differ in colour. */
describe.skipIf(!(await hasChromium()))('devices', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoal', '127.88.5'),
    ports: { min: 12_250, max: 12_399 },
    rtpPorts: { min: 13_600, max: 13_699 },
    sfu: true,
    relay: false,
  });

  const levelOf = async (page: Page) =>
    Number(await page.getByRole('meter', { name: 'Microphone level' }).getAttribute('aria-valuenow'));
  const preview = (page: Page) => averageColour(page, '.lobby__preview video');

  const isDark = async (page: Page) => {
    await expect
      .poll(async () => (await preview(page))?.green ?? 255, { timeout: 10_000 })
      .toBeLessThan(dark);
  };

  it('are heard, seen, tried and chosen in the lobby, and remembered', async () => {
    const room = suite.newRoom();
    const { page, noise, press } = await openLobby(room);
    await expect.poll(() => levelOf(page), { timeout: 5_000 }).toBeGreaterThan(20);
    await press('Mute microphone');
    await expect.poll(() => levelOf(page)).toBe(0);

    await expect.poll(async () => (await preview(page))?.green ?? 0).toBeGreaterThan(dark * 2);
    await page.getByLabel('Camera', { exact: true }).focus();
    await page.keyboard.press('End');
    await isDark(page);

    await page.getByLabel('Speaker').selectOption({ label: 'Fake Audio Output 2' });
    await press('Play test sound');
    await page.getByRole('button', { name: 'Playing' }).waitFor();
    await page.getByRole('button', { name: 'Play test sound' }).waitFor();
    expect(await page.getByText('could not be played').count()).toBe(0);

    await page.reload();
    await page.getByLabel('Preview of your camera').locator('video').waitFor();
    await isDark(page);
    const chosen = (label: string) =>
      page.getByLabel(label, { exact: true }).locator('option:checked').textContent();
    expect(await chosen('Camera')).toBe('fake_device_1');
    expect(await chosen('Speaker')).toBe('Fake Audio Output 2');
    expect(await chosen('Microphone')).toBe('System default');
    expect(noise).toEqual([]);
  });

  it('fit on a phone', async () => {
    const { page } = await openLobby(suite.newRoom());
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByLabel('Microphone', { exact: true }).waitFor();
    const { scroll, width } = await page.evaluate<{ scroll: number; width: number }>(
      '({ scroll: document.documentElement.scrollWidth, width: innerWidth })',
    );
    expect(scroll).toBeLessThanOrEqual(width);
  });

  async function openLobby(room: string) {
    const opened = await suite.open(room, 'name=Ada');
    await opened.page.getByLabel('Microphone', { exact: true }).waitFor();
    return { page: opened.page, noise: opened.noise, press: opened.press.bind(opened) };
  }
});
