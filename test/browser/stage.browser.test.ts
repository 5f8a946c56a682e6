import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';

interface Seen {
  readonly width: number;
  readonly height: number;
}

/** For what a browser has to draw, on a busy machine. */
const slow = { timeout: 5_000 };

/** Two real browsers through a real Janus. */
describe.skipIf(!(await hasChromium()))('the stage', () => {
  const suite = useCallSuite({
    media: { device: 'stoaw6', address: '127.88.5.7' },
    ports: { min: 16_000, max: 16_499 },
    rtpPorts: { min: 17_000, max: 17_249 },
    sfu: true,
    relay: false,
  });

  async function pair(): Promise<{ ada: CallPage; grace: CallPage }> {
    const room = suite.newRoom();
    const ada = await suite.open(room, 'name=Ada&join=1');
    const grace = await suite.open(room, 'name=Grace&join=1');
    await Promise.all([ada.tiles(2), grace.tiles(2)]);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    return { ada, grace };
  }

  const tile = (page: CallPage, id: string) => page.page.locator(`.tile[data-participant="${id}"]`);

  async function sizeOf(page: CallPage, id: string): Promise<Seen> {
    return (await tile(page, id).boundingBox()) ?? { width: 0, height: 0 };
  }

  function screenOf(page: CallPage, owner: string): Promise<Seen & { readonly fit: string }> {
    return page.page.evaluate(`(() => {
      const video = document.querySelector('[data-participant="${owner}/screen"] video');
      const { videoWidth: width, videoHeight: height } = video;
      return { width, height, fit: getComputedStyle(video).objectFit };
    })()`);
  }

  it('switches layouts, remembers them, pins by keyboard, and shows who speaks', async () => {
    const { ada, grace } = await pair();
    const [me, other] = [await ada.me(), await grace.me()];
    const ratio = async () => (await sizeOf(ada, other)).width / (await sizeOf(ada, me)).width;
    expect(await ratio()).toBeCloseTo(1);
    await ada.press('Show the speaker large');
    await expect.poll(ratio, slow).toBeGreaterThan(2);

    // Ada pins herself with keys alone; the button says what it does next.
    const pin = ada.page.getByRole('button', { name: 'Pin Ada' });
    await pin.focus();
    await ada.page.keyboard.press('Enter');
    await expect.poll(ratio, slow).toBeLessThan(0.5);
    await ada.page.getByRole('button', { name: 'Unpin Ada' }).press('Enter');
    await expect.poll(ratio, slow).toBeGreaterThan(2);

    // The fake microphones beep. Who is muted does not speak.
    await tile(ada, other).and(ada.page.locator('.tile--speaking')).waitFor();
    await grace.press('Mute microphone');
    await expect
      .poll(() => ada.page.locator(`.tile--speaking[data-participant="${other}"]`).count(), slow)
      .toBe(0);

    await ada.press('Show the others at the side');
    await expect
      .poll(
        async () => ((await tile(ada, me).boundingBox())?.x ?? 0) > (await sizeOf(ada, other)).width,
        slow,
      )
      .toBe(true);
    await ada.page.setViewportSize({ width: 390, height: 780 });
    await expect.poll(async () => (await sizeOf(ada, other)).width, slow).toBeGreaterThan(340);
    await expect
      .poll(
        async () => ((await tile(ada, me).boundingBox())?.y ?? 0) > (await sizeOf(ada, other)).height,
        slow,
      )
      .toBe(true);
    expect(await ada.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

    await ada.page.reload();
    await ada.page.getByRole('button', { name: 'Show everybody alike' }).waitFor();
    await ada.mediaFlows();
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('shows a screen whole and large, again after it ended, until a moderator stops it', async () => {
    const { ada, grace } = await pair();
    const [me, other] = [await ada.me(), await grace.me()];
    await grace.press('Share your screen');
    await ada.screenFlows(other);
    expect(await sizeOf(ada, `${other}/screen`)).toMatchObject({
      width: expect.toSatisfy((w: number) => w > 500),
    });
    expect((await sizeOf(ada, other)).width).toBeLessThan(300);
    // The fake screen, as large as the system gives it, and not cropped to the tile.
    const { width, height, fit } = await screenOf(ada, other);
    expect(width).toBeGreaterThanOrEqual(640);
    expect(width / height).toBeCloseTo(16 / 9, 1);
    expect(fit).toBe('contain');
    const published = async () => (await ada.view())?.participants.find((p) => p.id === other)?.published;
    expect(await published()).toEqual(['audio', 'video', 'screen-video', 'screen-audio']);
    // The camera goes on beside it.
    await ada.mediaFlows();

    await grace.press('Stop sharing your screen');
    await expect.poll(() => tile(ada, `${other}/screen`).count(), slow).toBe(0);
    await expect.poll(published, slow).toEqual(['audio', 'video']);
    await grace.press('Share your screen');
    await ada.screenFlows(other);

    // From now on she has to ask; what she shows goes on until it is stopped.
    await ada.press(/^People/);
    await ada.page.getByLabel('Who may share a screen').selectOption('approval');
    await ada.page.getByRole('button', { name: 'Close people' }).click();
    await ada.press('Stop the screen of Grace');
    await grace.page.getByText('A moderator stopped your screen.').waitFor();
    await expect.poll(() => tile(ada, `${other}/screen`).count(), slow).toBe(0);
    await expect.poll(published, slow).toEqual(['audio', 'video']);
    expect(await tile(grace, me).count()).toBe(1);

    await grace.press('Ask to share your screen');
    await ada.press(/^Allow Grace/);
    await grace.press('Share your screen');
    await ada.screenFlows(other);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('receives pictures in the size in which they are shown, and none that nobody sees', async () => {
    const { ada, grace } = await pair();
    const other = await grace.me();
    // Large first: that takes the sender's bandwidth estimation some seconds.
    await ada.press('Pin Grace');
    await ada.receivesWidth((width) => width === 960);
    await ada.press('Pin Ada');
    await expect.poll(async () => (await sizeOf(ada, other)).height, slow).toBeLessThan(180);
    await ada.receivesWidth((width) => width > 0 && width <= 320);
    await ada.mediaFlows();
    await ada.press('Pin Grace');
    await ada.receivesWidth((width) => width === 960);

    await ada.setVisible(false);
    await ada.pictureStops();
    await ada.setVisible(true);
    await ada.mediaFlows();
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });
});
