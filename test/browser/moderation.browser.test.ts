import { describe, expect, it } from 'vitest';
import { auditPage } from '../support/axe.ts';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

/** People as the room orders them, by the name on screen. */
const listed = ({ page }: CallPage) => page.locator('.person__name').allInnerTexts();
const button = ({ page }: CallPage, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = ({ page }: CallPage) => page.getByRole('dialog');
const told = ({ page }: CallPage, text: string) =>
  page.getByRole('region', { name: 'Messages' }).getByText(text).waitFor();

/** Opens somebody's menu in the people panel and chooses from it. */
async function choose(who: CallPage, name: string, item: string): Promise<void> {
  await button(who, `Actions for ${name}`).click();
  await button(who, item).click();
}

/** What axe finds on the page as it is now; the states that it has no way to come to by itself. */
const faults = async ({ page }: CallPage) => (await auditPage(page)).violations;

describe.skipIf(!(await hasChromium()))('a room that is run from the web app', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoao', '127.88.14'),
    ports: { min: 12_500, max: 12_749 },
    rtpPorts: { min: 13_500, max: 13_599 },
    sfu: false,
    relay: false,
  });

  it('has a door: waiting room, passcode and lock, by keyboard', async () => {
    const url = suite.newRoom();
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false });
    await ada.page.keyboard.press('Tab');
    await button(ada, 'People').focus();
    await ada.page.keyboard.press('Enter');
    await ada.page.getByRole('switch', { name: 'Waiting room' }).focus();
    await ada.page.keyboard.press('Space');
    await ada.page.getByRole('img', { name: 'The waiting room is on' }).waitFor();
    await ada.page.getByLabel('New passcode').fill('sesame');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('New people are asked for a passcode.').waitFor();

    const grace = await suite.open(url, 'name=Grace&join=1', { devices: false });
    await grace.page.getByRole('heading', { name: 'This room has a passcode' }).waitFor();
    await grace.page.keyboard.type('mustard');
    await grace.page.keyboard.press('Enter');
    await grace.page.getByText('That passcode is not right.').waitFor();
    expect(await faults(grace)).toEqual([]);
    await grace.page.keyboard.type('sesame');
    await grace.page.keyboard.press('Enter');
    await grace.page.getByRole('heading', { name: 'Please wait' }).waitFor();

    await told(ada, 'Grace waits to be let in.');
    await button(ada, 'People, 1 waiting').waitFor();
    const deny = button(ada, 'Deny Grace');
    await deny.focus();
    await ada.page.keyboard.press('Enter');
    await dialog(ada).waitFor();
    expect(await faults(ada)).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await dialog(ada).waitFor({ state: 'detached' });
    expect(await deny.evaluate((element) => element.matches(':focus'))).toBe(true);
    await ada.page.keyboard.press('Enter');
    await ada.page.getByLabel('Message to them (optional)').fill('Come back at noon.');
    await ada.page.keyboard.press('Enter');
    await grace.page.getByRole('heading', { name: 'You were not let in' }).waitFor();
    await grace.page.getByText('Come back at noon.').waitFor();
    await button(ada, 'People').waitFor();

    await grace.press('Rejoin');
    const linus = await suite.open(url, 'name=Linus&join=1', { devices: false });
    for (const guest of [grace, linus]) {
      await guest.page.getByLabel('Passcode').fill('sesame');
      await guest.page.keyboard.press('Enter');
    }
    await button(ada, 'People, 2 waiting').waitFor();
    await button(ada, 'Admit all').click();
    await Promise.all([ada, grace, linus].map((one) => one.tiles(3)));

    await ada.page.getByRole('switch', { name: 'Lock the room' }).click();
    await ada.page.getByRole('img', { name: 'The room is locked' }).waitFor();
    await linus.leave();
    await linus.press('Rejoin');
    await linus.page.getByLabel('Passcode').fill('sesame');
    await linus.page.keyboard.press('Enter');
    await linus.page.getByText('The room is locked.').waitFor();
    await ada.page.getByRole('switch', { name: 'Lock the room' }).click();
    await button(ada, 'Remove passcode').click();
    await ada.page.getByText('New people come in without a passcode.').waitFor();
    await linus.press('Try again');
    await linus.page.getByRole('heading', { name: 'Please wait' }).waitFor();
    await button(ada, 'Admit').click();
    await ada.tiles(3);
    expect([...ada.noise, ...grace.noise, ...linus.noise]).toEqual([]);
  });

  it('has hands in order, reactions, private words, and moderators who are obeyed', async () => {
    const url = suite.newRoom();
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false });
    await ada.joined();
    const grace = await suite.open(url, 'name=Grace&join=1', { devices: false });
    const phone = { width: 390, height: 844 };
    const linus = await suite.open(url, 'name=Linus&join=1', { devices: false, viewport: phone });
    await Promise.all([ada, grace, linus].map((one) => one.tiles(3)));
    await button(ada, 'People').click();

    await linus.press('Raise hand');
    await told(ada, 'Linus raised a hand.');
    await grace.press('Raise hand');
    await expect.poll(() => listed(ada)).toEqual(['Linus', 'Grace', expect.stringContaining('Ada (you)')]);
    await grace.page.locator('.tile').getByRole('img', { name: 'Hand raised, number 2' }).waitFor();
    await choose(ada, 'Linus', 'Lower hand');
    await told(linus, 'A moderator lowered your hand.');
    await linus.page.locator('.tile').getByRole('img', { name: 'Hand raised, number 1' }).waitFor();
    await grace.press('Lower hand');
    await expect.poll(async () => (await ada.view())?.hands).toEqual([]);

    await linus.press('React');
    await linus.page.keyboard.press('Escape');
    await linus.page.keyboard.press('Enter');
    await linus.press('Heart');
    await ada.page.locator('.reaction', { hasText: 'Linus' }).waitFor();
    await grace.page.getByText('Linus reacts: Heart').waitFor({ state: 'attached' });

    await grace.press('Unmute microphone');
    await button(ada, 'Actions for Grace').click();
    expect(await faults(ada)).toEqual([]);
    await button(ada, 'Mute').click();
    await told(grace, 'Ada muted you.');
    await button(grace, 'Unmute microphone').waitFor();
    await choose(ada, 'Grace', 'Ask to unmute');
    await told(grace, 'Ada asks you to unmute.');
    expect(await faults(grace)).toEqual([]);
    await button(grace, 'Unmute').click();
    const loud = async () => (await ada.view())?.participants.filter((p) => p.audio).map((p) => p.name);
    await expect.poll(loud).toEqual(['Grace']);
    await button(ada, 'Mute everyone').click();
    await expect.poll(loud).toEqual([]);

    await grace.say('for all');
    await grace.page.getByLabel('To').selectOption('Linus');
    await grace.say('for Linus');
    await linus.hears('for Linus');
    await linus.page.getByRole('button', { name: /^Chat/ }).click();
    await linus.page.getByText('Private, to you').waitFor();
    await grace.page.getByText('Private, to Linus').waitFor();
    expect(await faults(linus)).toEqual([]);
    expect(await ada.heard()).toEqual(['for all']);
    await button(ada, 'Chat, 1 unread').click();
    await button(ada, 'Delete message').click();
    await dialog(ada).getByRole('button', { name: 'Delete' }).click();
    await told(grace, 'A moderator deleted a message of yours.');
    await expect.poll(() => linus.heard()).toEqual(['for Linus']);

    await button(ada, 'People').click();
    await choose(ada, 'Linus', 'Send out');
    await ada.page.getByLabel('Message to them (optional)').fill('Back in a minute, please.');
    await dialog(ada).getByRole('button', { name: 'Send out' }).click();
    await linus.page.getByRole('heading', { name: 'You were sent out' }).waitFor();
    await linus.page.getByText('Back in a minute, please.').waitFor();
    await linus.press('Rejoin');
    await Promise.all([ada, grace, linus].map((one) => one.tiles(3)));

    await choose(ada, 'Grace', 'Make co-host');
    await told(grace, 'You are a co-host now.');
    // The room would choose the co-host; the host chooses otherwise.
    await ada.press('Leave call');
    await ada.page.getByLabel('New host').selectOption('Linus');
    expect(await faults(ada)).toEqual([]);
    await dialog(ada).getByRole('button', { name: 'Leave', exact: true }).click();
    await ada.page.getByRole('heading', { name: 'You left the call' }).waitFor();
    await told(linus, 'You are the host now.');
    await told(grace, 'Linus is the host now.');
    await linus.press('Leave call');
    await dialog(linus).getByRole('button', { name: 'End for everyone' }).click();
    await grace.page.getByRole('heading', { name: 'The meeting has ended' }).waitFor();
    await linus.page.getByRole('heading', { name: 'You left the call' }).waitFor();
    expect([...ada.noise, ...grace.noise, ...linus.noise]).toEqual([]);
  });
});
