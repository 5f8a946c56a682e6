import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { cameraShown } from '../support/picture.ts';

const countOffers = `
  window.offersMade = 0;
  window.senders = new Set();
  const original = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = function (...args) {
    window.offersMade += 1;
    for (const sender of this.getSenders()) window.senders.add(sender);
    return original.apply(this, args);
  };`;

/** Nothing can be plugged into a machine without hands: the second microphone is hidden, and tracks are told to end. */
const plugs = `
  const devices = navigator.mediaDevices;
  const hidden = new Set(['Fake Audio Input 2']);
  const list = devices.enumerateDevices.bind(devices);
  devices.enumerateDevices = async () => (await list()).filter(({ label }) => !hidden.has(label));
  window.plug = (label) => {
    hidden.delete(label);
    devices.dispatchEvent(new Event('devicechange'));
  };
  const running = {};
  window.labelsOfRunning = () => [running.audio?.label, running.video?.label];
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    for (const track of stream.getTracks()) running[track.kind] = track;
    return stream;
  };
  window.pull = (kind) => {
    running[kind].stop();
    running[kind].dispatchEvent(new Event('ended'));
  };`;

const labels = (page: Page) => page.evaluate('window.labelsOfRunning()');
/** An expression about each sender of the kind that has a track. */
const sent = (page: Page, kind: string, expression: string) =>
  page.evaluate<unknown[]>(
    `[...window.senders].filter(({ track }) => track?.kind === '${kind}').map((sender) => {
      const { track } = sender;
      return ${expression};
    })`,
  );
/** Bits per second that the camera's sender may use, all layers together; Infinity without a limit. */
const bitrate = async (page: Page) => {
  const sums = await sent(
    page,
    'video',
    'sender.getParameters().encodings.reduce((sum, { active, maxBitrate }) => sum + (active ? (maxBitrate ?? 1e9) : 0), 0)',
  );
  return Math.max(0, ...sums.map(Number)) || Infinity;
};

/** For each element that plays somebody: whether it plays on a speaker that was chosen. */
const sinks = (page: Page) =>
  page.evaluate('[...document.querySelectorAll("audio")].map((audio) => audio.sinkId !== "")');

/** Trying and choosing devices before a call, and changing them in it. Chromium's fake cameras look different. */
describe.skipIf(!(await hasChromium()))('devices', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoal', '127.88.5'),
    ports: { min: 12_250, max: 12_399 },
    rtpPorts: { min: 13_600, max: 13_699 },
    sfu: true,
    relay: false,
    fakeDevices: 3,
  });

  const levelOf = async (page: Page) =>
    Number(await page.getByRole('meter', { name: 'Microphone level' }).getAttribute('aria-valuenow'));
  const preview = (page: Page) => cameraShown(page, '.lobby__preview video');

  it('are heard, seen, tried and chosen in the lobby, and remembered', async () => {
    const room = suite.newRoom();
    const { page, noise, press } = await openLobby(room);
    await expect.poll(() => levelOf(page), { timeout: 5_000 }).toBeGreaterThan(20);
    await press('Mute microphone');
    await expect.poll(() => levelOf(page)).toBe(0);

    await expect.poll(() => preview(page)).toBe('first');
    await page.getByLabel('Camera', { exact: true }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => preview(page), { timeout: 5_000 }).toBe('third');

    await page.getByLabel('Speaker', { exact: true }).selectOption({ label: 'Fake Audio Output 2' });
    await press('Play test sound');
    await page.getByRole('button', { name: 'Playing' }).waitFor();
    await page.getByRole('button', { name: 'Play test sound' }).waitFor();
    expect(await page.getByText('could not be played').count()).toBe(0);

    await page.reload();
    await expect.poll(() => preview(page), { timeout: 5_000 }).toBe('third');
    const choice = (label: string) =>
      page.getByLabel(label, { exact: true }).locator('option:checked').textContent();
    expect(await choice('Camera')).toBe('fake_device_2');
    expect(await choice('Speaker')).toBe('Fake Audio Output 2');
    expect(await choice('Microphone')).toBe('System default');
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

  it('are changed in a call, by keyboard, without anything being negotiated', async () => {
    const { ada, grace } = await pair();
    const before = [await ada.connectionsMade(), await grace.connectionsMade()];
    const adaAtGrace = `[data-participant="${await ada.me()}"] video`;
    await expect.poll(() => cameraShown(grace.page, adaAtGrace)).toBe('first');
    const offers = await ada.page.evaluate<number>('window.offersMade');

    const opener = ada.page.getByRole('button', { name: 'Choose camera' });
    await opener.focus();
    await ada.page.keyboard.press('Enter');
    await expect
      .poll(() => ada.page.evaluate('document.activeElement?.labels?.[0]?.textContent'))
      .toBe('Camera');
    await ada.page.keyboard.press('End');
    await expect.poll(() => cameraShown(grace.page, adaAtGrace), { timeout: 10_000 }).toBe('third');
    await ada.page.keyboard.press('Escape');
    await expect.poll(() => ada.page.getByLabel('Camera', { exact: true }).count()).toBe(0);
    expect(await opener.evaluate((button) => String(button.ownerDocument.activeElement === button))).toBe(
      'true',
    );

    await ada.press('Mute microphone');
    await ada.press('Choose microphone and speaker');
    await ada.page.getByLabel('Microphone', { exact: true }).selectOption({ label: 'Fake Audio Input 2' });
    await ada.page.getByLabel('Speaker', { exact: true }).selectOption({ label: 'Fake Audio Output 1' });
    await expect.poll(() => sinks(ada.page)).toEqual([true]);
    await ada.page.keyboard.press('Escape');
    await ada.press('Unmute microphone');
    await grace.mediaFlows();
    expect([await ada.connectionsMade(), await grace.connectionsMade()]).toEqual(before);
    expect(await ada.page.evaluate('window.offersMade')).toBe(offers);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('are set up in a call: processing, quality and mirror take effect at once, and stay', async () => {
    const { ada, grace } = await pair();
    const { page } = ada;
    await page.setViewportSize({ width: 390, height: 844 });
    const offers = await page.evaluate<number>('window.offersMade');
    await page.getByRole('button', { name: 'Settings' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Reduce background noise').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => sent(page, 'audio', 'track.getSettings().noiseSuppression')).toEqual([false]);
    await page.getByLabel('Picture that is sent').selectOption('saver');
    await expect.poll(() => bitrate(page)).toBeLessThanOrEqual(150_000);
    await page.getByLabel('Mirror my own picture').uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.video--mirrored').count()).toBe(0);
    await grace.mediaFlows();
    expect(await page.evaluate('window.offersMade')).toBe(offers);

    await page.reload();
    await ada.joined();
    await page.getByRole('button', { name: 'Settings' }).click();
    expect(await page.getByLabel('Reduce background noise').isChecked()).toBe(false);
    expect(await page.getByLabel('Remove echo').isChecked()).toBe(true);
    await expect.poll(() => bitrate(page)).toBeLessThanOrEqual(150_000);
    await page.getByLabel('Picture that is sent').selectOption('standard');
    await expect.poll(() => bitrate(page)).toBeGreaterThan(1_000_000);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('come and go: a new one is offered, a lost microphone has a successor, a lost camera is asked about', async () => {
    const ada = await suite.open('about:blank', '');
    await ada.page.addInitScript({ content: plugs });
    await ada.page.goto(`${suite.newRoom()}?name=Ada&join=1`);
    await ada.turnDevicesOn();
    await ada.page.evaluate("window.plug('Fake Audio Input 2')");
    await ada.page.getByText('Fake Audio Input 2 was plugged in.').waitFor();
    await ada.press('Use it');
    await expect.poll(() => labels(ada.page)).toEqual(['Fake Audio Input 2', 'fake_device_0']);
    expect(await ada.page.getByText('was plugged in').count()).toBe(0);

    await ada.page.evaluate("window.pull('audio')");
    await ada.page.getByText('Now in use: Fake Default Audio Input.').waitFor();
    await ada.page.getByRole('button', { name: 'Mute microphone' }).waitFor();
    await ada.press('Close this message');

    await ada.page.evaluate("window.pull('video')");
    await ada.page.getByText('The camera was unplugged.').waitFor();
    await ada.page.getByRole('button', { name: 'Turn camera on' }).waitFor();
    await ada.press('Use it');
    await ada.page.getByRole('button', { name: 'Turn camera off' }).waitFor();
    expect(await ada.page.getByText('was unplugged').count()).toBe(0);
    expect(ada.noise).toEqual([]);
  });

  async function pair() {
    const room = suite.newRoom();
    const ada = await suite.open('about:blank', '');
    await ada.page.addInitScript({ content: countOffers });
    await ada.page.goto(`${room}?name=Ada&join=1`);
    await ada.turnDevicesOn();
    const grace = await suite.open(room, 'name=Grace&join=1');
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    return { ada, grace };
  }

  async function openLobby(room: string) {
    const opened = await suite.open(room, 'name=Ada');
    await opened.page.getByLabel('Microphone', { exact: true }).waitFor();
    return { page: opened.page, noise: opened.noise, press: opened.press.bind(opened) };
  }
});
