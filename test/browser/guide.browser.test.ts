import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

const root = resolve(import.meta.dirname, '../..');
/** Folder that `make screenshots` wants the pictures in; without it they are only looked at. */
const folder = process.env['STOA_SCREENSHOTS'];
const mostBytes = 150_000;

const desktop = { width: 1120, height: 700 };
const phone = { width: 390, height: 780 };

/** @returns bytes of the picture */
async function shoot(page: Page, name: string): Promise<number> {
  // Buttons that the pointer or the focus is on look different.
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  const picture = await page.screenshot({ animations: 'disabled' });
  if (folder !== undefined) {
    await mkdir(resolve(root, folder), { recursive: true });
    await writeFile(join(resolve(root, folder), `${name}.png`), picture);
  }
  return picture.length;
}

/** The pages that docs/guide/meet.md shows, from the real app. */
describe.skipIf(!(await hasChromium()))('the pictures of the guide', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoag', '127.88.11'),
    ports: { min: 13_000, max: 13_249 },
    rtpPorts: { min: 13_900, max: 13_999 },
    sfu: false,
    relay: false,
  });

  /** A person in the room, with a picture or with initials. */
  async function person(room: string, name: string, camera: boolean): Promise<CallPage> {
    const opened = await suite.open(room, `name=${name}&join=1`);
    if (!camera) await opened.press('Turn camera off');
    await opened.page.setViewportSize(desktop);
    return opened;
  }

  it('show the lobby', async () => {
    const { page } = await suite.open(suite.newRoom().replace('room-', 'monday-meeting-'), '');
    await page.setViewportSize(desktop);
    await page.locator('video').waitFor();
    await page.getByLabel('Your name').fill('Ada Lovelace');
    expect(await shoot(page, 'lobby')).toBeLessThan(mostBytes);
  });

  it('show a call, who is in it and who waits, on a desk and on a phone', async () => {
    const room = suite.newRoom().replace('room-', 'monday-meeting-');
    const ada = await person(room, 'Ada', true);
    const grace = await person(room, 'Grace', false);
    const alan = await person(room, 'Alan', false);
    await Promise.all([ada.tiles(3), grace.tiles(3), alan.tiles(3)]);
    await ada.page.locator('video').first().waitFor();
    await grace.page.locator('video').first().waitFor();
    expect(await shoot(grace.page, 'call')).toBeLessThan(mostBytes);

    await ada.press('People');
    await ada.page.getByRole('switch', { name: /waiting room/i }).click();
    const edsger = await suite.open(room, 'name=Edsger');
    await edsger.press('Join now');
    await edsger.page.getByRole('heading', { name: 'Please wait' }).waitFor();
    await ada.page.getByRole('button', { name: 'Admit Edsger' }).first().waitFor();
    expect(await shoot(ada.page, 'people')).toBeLessThan(mostBytes);

    await grace.say('The slides are in the wiki.');
    await alan.say('Thank you!');
    await grace.hears('Thank you!');
    await grace.page.emulateMedia({ colorScheme: 'dark' });
    await grace.page.getByRole('log').getByText('Thank you!').waitFor();
    expect(await shoot(grace.page, 'chat-dark')).toBeLessThan(mostBytes);

    await alan.page.setViewportSize(phone);
    await alan.page.keyboard.press('Escape');
    expect(await shoot(alan.page, 'phone')).toBeLessThan(mostBytes);
  });

  it('are all in the guide, and the guide shows no others', async () => {
    const guide = await readFile(join(root, 'docs/guide/meet.md'), 'utf8');
    const shown = [...guide.matchAll(/!\[[^\]]+\]\(images\/([\w-]+\.png)\)/g)].map((match) => match[1]);
    const kept = await readdir(join(root, 'docs/guide/images'));
    expect(shown.length).toBeGreaterThan(0);
    expect(new Set(shown)).toEqual(new Set(kept));
  });
});
