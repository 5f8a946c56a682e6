import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { auditCorners, auditEverywhere } from '../support/axe.ts';
import type { Audit } from '../support/axe.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { MeetClient } from '../support/meet-client.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { withEachOpen } from '../support/openers.ts';

/** Of a client that loses packets. */
const lossy = {
  type: 'report',
  path: 'direct',
  rttMs: 20,
  jitterMs: 5,
  bitrateIn: 100_000,
  bitrateOut: 100_000,
  connected: 1,
  failed: 0,
  firstFrameMs: null,
} as const;

/** Each page of the web app, at desktop and phone size, light and dark. */
describe.skipIf(!(await hasChromium()))('axe', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoaa', '127.88.9'),
    ports: { min: 12_500, max: 12_749 },
    rtpPorts: { min: 13_700, max: 13_799 },
    // Without one few people fit into a room.
    sfu: true,
    relay: false,
  });
  const audits: Audit[] = [];

  async function audit(page: Page, name: string, run = auditEverywhere): Promise<readonly string[]> {
    const found = await run(page, name);
    audits.push(found);
    return found.violations;
  }
  const auditOne = (page: Page, name: string) => audit(page, name, auditCorners);

  const eachOpen = (page: Page, name: string) => withEachOpen(page, (label) => auditOne(page, label), name);

  async function openLanding(): Promise<Page> {
    return (await suite.open(suite.newRoom().replace(/\/r\/.*$/, '/'), '')).page;
  }

  afterAll(() => {
    const rules = Math.max(0, ...audits.map((one) => one.rules));
    const violations = audits.reduce((sum, one) => sum + one.violations.length, 0);
    const line = `axe: ${audits.length} states, at both sizes and in both themes; ${rules} rules; ${violations} violations`;
    process.stdout.write(`${line}\n`);
  });

  it('sees what is wrong', async () => {
    const page = await openLanding();
    await page.evaluate("document.querySelector('main').append(new Image())");
    expect((await auditEverywhere(page, 'broken')).violations.join('\n')).toContain('image-alt');
  });

  it('finds nothing on the landing page', async () => {
    const page = await openLanding();
    expect(await audit(page, 'landing')).toEqual([]);
    await page.getByRole('textbox').fill('?');
    await page.keyboard.press('Enter');
    expect(await audit(page, 'landing, bad room')).toEqual([]);
  });

  it('finds nothing in the lobby', async () => {
    const { page } = await suite.open(suite.newRoom(), '');
    await page.locator('video').waitFor();
    expect(await audit(page, 'lobby')).toEqual([]);
    await page.getByRole('button', { name: 'Turn camera off' }).click();
    await page.getByRole('textbox').first().fill('Ada');
    expect(await audit(page, 'lobby, camera off')).toEqual([]);
    expect(await eachOpen(page, 'lobby')).toEqual([]);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Test finished.').waitFor();
    expect(await auditOne(page, 'lobby, connection tested')).toEqual([]);
  });

  it('finds nothing in a call, alone and together, whatever is open', async () => {
    const room = suite.newRoom();
    const ada = await suite.open(room, 'name=Ada&join=1');
    await ada.joined();
    expect(await audit(ada.page, 'call, alone')).toEqual([]);
    const grace = await suite.open(room, 'name=Grace&join=1');
    await Promise.all([ada.tiles(2), grace.tiles(2)]);
    await grace.say('Hello');
    await ada.hears('Hello');
    for (const layout of ['speaker', 'side', 'grid']) {
      await ada.page.locator('.top .icon-button').first().click();
      expect(await auditOne(ada.page, `call, two people, ${layout}`)).toEqual([]);
    }
    expect(await eachOpen(ada.page, 'call')).toEqual([]);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('finds nothing in what a host is asked', async () => {
    const room = suite.newRoom();
    const ada = await suite.open(room, 'name=Ada&join=1');
    const grace = await suite.open(room, 'name=Grace&join=1');
    await ada.tiles(2);
    await ada.press('People');
    await ada.press('Actions for Grace');
    await ada.press('Send out');
    await ada.page.getByRole('dialog').waitFor();
    expect(await auditOne(ada.page, 'send out')).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await ada.press('Leave call');
    await ada.page.getByRole('dialog').waitFor();
    expect(await auditOne(ada.page, 'leave')).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await grace.press('Raise hand');
    await ada.page.getByText(/Grace raised/).waitFor();
    expect(await auditOne(ada.page, 'notice')).toEqual([]);
  });

  it('finds nothing where there are many people, and much to see of them', async () => {
    const url = suite.newRoom();
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false });
    await ada.joined();
    const others = await Promise.all(
      Array.from({ length: 14 }, async (_, index) => {
        const client = await MeetClient.open(suite.platform.urls[0] ?? '');
        await client.join(url.split('/').at(-1) ?? '', `Person ${index}`);
        return client;
      }),
    );
    await ada.tiles(15);
    const [bob, cem, dan] = others;
    if (!bob || !cem || !dan) throw new Error('three of the others are needed');
    await bob.ask({ ...lossy, lossIn: 0.3 });
    await cem.ask({ ...lossy, lossIn: 0.05 });
    await bob.ask({ type: 'hand', raised: true });
    await cem.ask({ type: 'chat', text: 'For you alone', to: await ada.me() });
    dan.drop();
    await ada.page.getByRole('img', { name: 'Fair connection' }).waitFor();
    await ada.page.getByText('Reconnecting…').first().waitFor();
    expect(await audit(ada.page, 'call, many people')).toEqual([]);
    await ada.press('Show the speaker large');
    await ada.page.getByText('Page 1 of').waitFor();
    expect(await auditOne(ada.page, 'call, pages of people')).toEqual([]);
    await ada.press('Chat, 1 unread');
    await ada.page.getByText('Private, to you').waitFor();
    expect(await auditOne(ada.page, 'call, private message')).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await ada.press('People');
    expect(await auditOne(ada.page, 'call, many people listed')).toEqual([]);
    for (const other of others) other.close();
  });

  it('finds nothing while screens are asked for and shown', async () => {
    const url = suite.newRoom();
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false });
    const grace = await suite.open(url, 'name=Grace&join=1', { devices: false });
    await ada.tiles(2);
    await ada.press(/^People/);
    await ada.page.getByLabel('Who may share a screen').selectOption('approval');
    await ada.page.keyboard.press('Escape');
    await grace.press('Ask to share your screen');
    await ada.page.getByRole('button', { name: 'Allow Grace', exact: true }).waitFor();
    expect(await auditOne(ada.page, 'a screen is asked for')).toEqual([]);
    await ada.page.getByRole('button', { name: 'Allow Grace', exact: true }).click();
    await grace.press('Share your screen');
    await ada.screenFlows(await grace.me());
    expect(await auditOne(ada.page, 'screen of somebody else')).toEqual([]);
    expect(await auditOne(grace.page, 'own screen')).toEqual([]);
    await ada.press('Stop the screen of Grace');
    await grace.page.getByText('A moderator stopped your screen.').waitFor();
    expect(await auditOne(grace.page, 'screen stopped')).toEqual([]);
  });

  it('finds nothing where devices and sound are blocked, in German', async () => {
    const { page } = await suite.open(suite.newRoom(), 'lang=de&name=Ada');
    await page.addInitScript(`
      const blocked = () => Promise.reject(new DOMException('', 'NotAllowedError'));
      navigator.mediaDevices.getUserMedia = blocked;
      HTMLMediaElement.prototype.play = blocked;`);
    await page.reload();
    await page.getByText('Der Browser sperrt').first().waitFor();
    expect(await auditOne(page, 'lobby, devices blocked')).toEqual([]);
    await page.getByRole('button', { name: 'Jetzt beitreten' }).click();
    const other = await suite.open(page.url().replace(/\?.*/, ''), 'name=Grace&join=1', { devices: false });
    await other.tiles(2);
    await page.getByRole('button', { name: 'Ton einschalten' }).waitFor();
    expect(await auditOne(page, 'call, devices and sound blocked')).toEqual([]);
  });

  it('finds nothing while one waits, and at the end', async () => {
    const url = suite.newRoom();
    const host = await MeetClient.open(suite.platform.urls[0] ?? '');
    await host.join(url.split('/').at(-1) ?? '', 'Host');
    await host.ask({ type: 'waiting-room', on: true });
    const { page } = await suite.open(url, 'name=Ada');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Please wait' }).waitFor();
    expect(await audit(page, 'waiting')).toEqual([]);
    const id = host.view.participants.find(({ name }) => name === 'Ada')?.id ?? '';
    await host.ask({ type: 'deny', target: id, message: 'Not today.' });
    await page.getByText('Not today.').waitFor();
    expect(await audit(page, 'end, denied')).toEqual([]);

    await host.ask({ type: 'waiting-room', on: false });
    await host.ask({ type: 'passcode', passcode: 'sesame' });
    await page.getByRole('button', { name: 'Rejoin' }).click();
    await page.getByLabel('Passcode').fill('mustard');
    await page.keyboard.press('Enter');
    await page.getByText('That passcode is not right.').waitFor();
    expect(await audit(page, 'door, wrong passcode')).toEqual([]);

    await host.ask({ type: 'passcode', passcode: null });
    await host.ask({ type: 'lock', locked: true });
    await page.getByLabel('Passcode').fill('mustard');
    await page.keyboard.press('Enter');
    await page.getByText('The room is locked.').waitFor();
    expect(await auditOne(page, 'end, locked')).toEqual([]);
    await host.ask({ type: 'lock', locked: false });
    await page.getByRole('button', { name: 'Try again' }).click();
    const people = () => host.view.participants;
    await expect.poll(() => people().length).toBe(2);
    await host.ask({ type: 'kick', target: people().at(-1)?.id ?? '', message: 'Too loud.' });
    await page.getByText('Too loud.').waitFor();
    expect(await auditOne(page, 'end, sent out')).toEqual([]);
    await page.getByRole('button', { name: 'Rejoin' }).click();
    await expect.poll(() => people().length).toBe(2);
    await page.getByRole('button', { name: 'Leave call' }).click();
    await page.getByRole('heading', { name: 'You left the call' }).waitFor();
    expect(await auditOne(page, 'end, left')).toEqual([]);
    await page.getByRole('button', { name: 'Rejoin' }).click();
    await expect.poll(() => people().length).toBe(2);
    await host.ask({ type: 'end-room' });
    await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor();
    expect(await auditOne(page, 'end, ended')).toEqual([]);
    host.close();
  });

  it('finds nothing where the call went on in another window', async () => {
    const url = suite.newRoom();
    const name = url.split('/').at(-1) ?? '';
    const ada = await suite.open(url, 'name=Ada&join=1', { devices: false });
    await ada.joined();
    // What a page leaves behind for its reload is what a copy of its tab has.
    const token = await ada.page.evaluate<string>(`
      dispatchEvent(new Event('pagehide'));
      Object.entries(sessionStorage).find(([key]) => key.startsWith('stoa.resume.'))[1]`);
    const other = await MeetClient.open(suite.platform.urls[0] ?? '');
    await other.join(name, 'Ada', { token, version: 0 });
    await ada.page.getByRole('heading', { name: 'This call goes on in another window' }).waitFor();
    expect(await audit(ada.page, 'end, replaced')).toEqual([]);
    other.close();
  });
});
