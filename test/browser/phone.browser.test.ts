import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { MeetClient } from '../support/meet-client.ts';

const phone = { width: 390, height: 844 };
const poor = {
  type: 'report',
  path: 'direct',
  rttMs: 900,
  jitterMs: 200,
  lossIn: 0.3,
  bitrateIn: 100_000,
  bitrateOut: 100_000,
  connected: 1,
  failed: 0,
  firstFrameMs: null,
} as const;

/** What the one with the focus is called. */
const focused = "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent";

/** A host with a phone, a keyboard and no mouse. The others need no picture, so no browser either. */
describe.skipIf(!(await hasChromium()))('a host on a phone, by keyboard', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoah', '127.88.15'),
    ports: { min: 12_750, max: 12_999 },
    rtpPorts: { min: 13_800, max: 13_899 },
    sfu: false,
    relay: false,
  });

  async function guest(url: string, name: string): Promise<{ client: MeetClient; id: string }> {
    const client = await MeetClient.open(suite.platform.urls[0] ?? '');
    const { participant: id } = await client.join(url.split('/').at(-1) ?? '', name);
    return { client, id };
  }

  async function host(url: string): Promise<CallPage> {
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false, viewport: phone });
    await ada.joined();
    return ada;
  }

  const button = ({ page }: CallPage, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true });
  const press = (who: CallPage, name: string | RegExp) => button(who, name).press('Enter');
  const fits = ({ page }: CallPage) => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

  it('sees hands, words and bad connections, answers them, and minds the door', async () => {
    const url = suite.newRoom();
    const ada = await host(url);
    const { page } = ada;
    const bob = await guest(url, 'Bob');
    await ada.tiles(2);
    await bob.client.ask(poor);
    const tile = page.locator(`.tile[data-participant="${bob.id}"]`);
    await tile.getByRole('img', { name: 'Poor connection' }).waitFor();

    await bob.client.ask({ type: 'hand', raised: true });
    await tile.getByRole('img', { name: 'Hand raised, number 1' }).waitFor();
    await press(ada, 'Raise hand');
    await page.locator('.tile').getByRole('img', { name: 'Hand raised, number 2' }).waitFor();
    expect(bob.client.view.hands).toEqual([bob.id, await ada.me()]);
    await press(ada, 'React');
    await press(ada, 'Heart');
    expect(await bob.client.next('reaction')).toMatchObject({ reaction: 'heart' });

    await bob.client.ask({ type: 'chat', text: 'Can you hear me?' });
    await press(ada, 'Chat, 1 unread');
    await page.getByRole('log').getByText('Can you hear me?').waitFor();
    expect(await fits(ada)).toBe(true);
    // The first letter chooses from a list that has the focus.
    await page.getByLabel('To').focus();
    await page.keyboard.type('B');
    await page.getByLabel('Write a message').focus();
    await page.keyboard.type('Yes.');
    await page.keyboard.press('Enter');
    await page.getByText('Private, to Bob').waitFor();
    await expect.poll(() => bob.client.view.chat.at(-1)).toMatchObject({ text: 'Yes.', to: bob.id });
    await page.keyboard.press('Escape');
    await button(ada, 'Chat').waitFor();

    await press(ada, 'People');
    await page.getByRole('switch', { name: 'Waiting room' }).press('Space');
    await page.getByRole('img', { name: 'The waiting room is on' }).waitFor();
    const eve = await guest(url, 'Eve');
    await press(ada, 'Deny Eve');
    await page.getByLabel('Message to them (optional)').focus();
    await page.keyboard.type('Another time.');
    expect(await fits(ada)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await eve.client.next('bye')).toMatchObject({ code: 'denied', message: 'Another time.' });
    // Eve's row is gone, with the button that asked; what was used before has the focus.
    await button(ada, 'Deny Eve').waitFor({ state: 'detached' });
    await expect
      .poll(() => page.getByRole('switch', { name: 'Waiting room' }).and(page.locator(':focus')).count())
      .toBe(1);
    await press(ada, 'Actions for Bob');
    await press(ada, 'Make co-host');
    await expect
      .poll(() => bob.client.view.participants.find(({ id }) => id === bob.id)?.role)
      .toBe('cohost');
    expect(await fits(ada)).toBe(true);
    for (const { client } of [bob, eve]) client.close();
  });

  it('never loses the focus to the page when what had it goes away (WCAG 2.4.3)', async () => {
    const url = suite.newRoom();
    const ada = await host(url);
    const { page } = ada;
    const [bob, cem] = [await guest(url, 'Bob'), await guest(url, 'Cem')];
    await ada.tiles(3);
    const choose = async (name: string, item: string) => {
      await press(ada, `Actions for ${name}`);
      await press(ada, item);
      await page.getByRole('dialog').getByRole('button').last().press('Enter');
    };
    await press(ada, 'People');
    await choose('Bob', 'Send out');
    await ada.tiles(2);
    await expect.poll(() => page.evaluate(focused)).toBe('People');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(focused)).toBe('Close people');

    await choose('Cem', 'Hand over as host');
    await expect.poll(() => cem.client.view.participants.find(({ id }) => id === cem.id)?.role).toBe('host');
    await expect.poll(() => page.evaluate(focused)).toBe('Actions for Cem');

    // A message that is closed gives it back to what had it before.
    await page.keyboard.press('Escape');
    await cem.client.ask({ type: 'ask-unmute', target: await ada.me() });
    await button(ada, 'Chat').focus();
    await press(ada, 'Stay muted');
    await expect.poll(() => page.evaluate(focused)).toBe('Chat');
    for (const { client } of [bob, cem]) client.close();
  });
});
