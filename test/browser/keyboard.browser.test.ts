import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

/** Name of what has the focus; null for the page itself. */
const focused = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const labelled = one.labels?.[0]?.textContent;
  return one.getAttribute('aria-label') ?? labelled ?? one.textContent;
})()`;

/** Presses Tab until this has the focus. @returns what had it on the way */
async function tabTo(page: Page, name: string): Promise<string[]> {
  const seen: string[] = [];
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab');
    const now = (await page.evaluate<string | null>(focused))?.trim() ?? '(page)';
    if (now === name) return seen;
    seen.push(now);
  }
  throw new Error(`Tab does not lead to "${name}", only to ${seen.join(', ')}`);
}

/** Whether what has the focus shows it: an outline of at least 2 px that is not see-through. */
const showsFocus = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
})()`;

describe.skipIf(!(await hasChromium()))('with the keyboard alone', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoak', '127.88.10'),
    ports: { min: 12_750, max: 12_999 },
    rtpPorts: { min: 13_800, max: 13_899 },
    sfu: false,
    relay: false,
  });

  it('one gets through lobby, call, panels and out again', async () => {
    const ada = await suite.open(suite.newRoom(), '');
    const { page } = ada;
    await page.getByRole('button', { name: 'Turn camera off' }).waitFor();
    await tabTo(page, 'Turn camera off');
    expect(await page.evaluate(showsFocus)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Turn camera on' }).waitFor();
    await tabTo(page, 'Your name');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await ada.joined();
    // The call reads on from its heading.
    expect(await page.evaluate(focused)).toBe(new URL(page.url()).pathname.split('/').at(-1));

    const order = await tabTo(page, 'Chat');
    expect(order.indexOf('Unmute microphone') + order.indexOf('Mute microphone')).toBeGreaterThan(-2);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(focused)).toBe('Chat');
    await tabTo(page, 'Write a message');
    await page.keyboard.type('typed: m v c ?');
    await page.keyboard.press('Enter');
    await ada.hears('typed: m v c ?');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('complementary').count()).toBe(0);
    expect(await page.evaluate(focused)).toBe('Chat');
    await tabTo(page, 'Leave call');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You left the call' }).waitFor();
    expect(await page.evaluate(focused)).toBe('You left the call');
  });

  it('single keys do what the list of keys says, and nothing while one writes or has them off', async () => {
    const ada = await suite.open(suite.newRoom(), 'name=Ada&join=1');
    const { page } = ada;
    await ada.joined();
    const muted = page.getByRole('button', { name: 'Unmute microphone' });
    await page.locator('body').press('m');
    await muted.waitFor();
    await page.keyboard.down(' ');
    await page.getByRole('button', { name: 'Mute microphone', exact: true }).waitFor();
    await page.keyboard.up(' ');
    await muted.waitFor();
    // On a button that Tab led to, Space presses it.
    await tabTo(page, 'Leave call');
    await page.keyboard.down(' ');
    expect(await muted.count()).toBe(1);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.up(' ');

    await page.keyboard.press('c');
    await page.getByLabel('Write a message').press('v');
    expect(await page.getByLabel('Write a message').inputValue()).toBe('v');
    await page.getByRole('button', { name: 'Turn camera off' }).waitFor();
    await page.keyboard.press('Escape');

    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Microphone on or off').waitFor();
    await page.keyboard.press('m');
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('m');
    await page.keyboard.press('?');
    expect([await muted.count(), await dialog.count()]).toEqual([1, 0]);

    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+Q');
    await page.getByRole('heading', { name: 'You left the call' }).waitFor();
  });
});
