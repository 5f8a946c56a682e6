import type { Locator, Page } from 'playwright-core';
import { waitFor } from './child.ts';

/** Gives each button that opens something, and has none yet, a number; a list of the new ones. */
const numberOpeners = `(() => {
  const found = document.querySelectorAll('button[aria-expanded], button[aria-haspopup], summary');
  const fresh = [...found].filter((one) => !one.dataset.opener && one.checkVisibility());
  window.openers ??= 0;
  return fresh.map((one) => (one.dataset.opener = String(++window.openers)));
})()`;

/** A native popover tells a moment later that it has closed. */
async function shut(button: Locator): Promise<void> {
  const focus = button.and(button.page().locator(':focus'));
  const isShut = async () =>
    (await button.getAttribute('aria-expanded')) !== 'true' && (await focus.count()) === 1;
  await waitFor('closed', isShut, { ms: 2_000 });
}

/**
 * Opens by keyboard what each button opens, then what the buttons inside open; looks at the page each time. Escape has to
 * close it and to give the focus back.
 * @returns what was wrong, a line each
 */
export async function withEachOpen(
  page: Page,
  look: (name: string) => Promise<readonly string[]>,
  name: string,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const number of await page.evaluate<string[]>(numberOpeners)) {
    const button = page.locator(`[data-opener="${number}"]`);
    const label = `${name}, ${(await button.getAttribute('aria-label')) ?? (await button.innerText())}`;
    await button.focus();
    await page.keyboard.press('Enter');
    wrong.push(...(await look(label)), ...(await withEachOpen(page, look, label)));
    await page.keyboard.press('Escape');
    await shut(button).catch(() => wrong.push(`${label}: Escape does not close it and give the focus back`));
  }
  return wrong;
}
