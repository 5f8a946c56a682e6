import { describe, expect, it } from 'vitest';
import type { CallPage } from '../support/call-page.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';

/** For what a browser has to do, on a busy machine. */
const slow = { timeout: 10_000 };

/** Real browsers that send to each other; the session backend carries their signals, coturn relays. */
describe.skipIf(!(await hasChromium()))('a call without an SFU', () => {
  const suite = useCallSuite({
    media: { device: 'stoaw2', address: '127.88.5.3' },
    ports: { min: 14_500, max: 14_749 },
    rtpPorts: { min: 15_250, max: 15_299 },
    sfu: false,
    relay: true,
  });

  async function join(names: readonly string[], query = ''): Promise<CallPage[]> {
    const room = suite.newRoom();
    const opened = await Promise.all(names.map((name) => suite.open(room, `name=${name}&join=1${query}`)));
    await Promise.all(opened.map((page) => page.tiles(names.length)));
    await Promise.all(opened.map((page) => page.mediaFlows()));
    return opened;
  }

  it('connects three people, each with each, who joined at the same moment', async () => {
    const people = await join(['Ada', 'Grace', 'Edsger']);
    for (const person of people) {
      const stats = await person.stats();
      expect(stats.map(({ state }) => state)).toEqual(['connected', 'connected']);
      // Picture and sound of each of the two others, not only of one of them.
      for (const { received } of stats) {
        expect(received.find(({ kind }) => kind === 'video')?.frames).toBeGreaterThan(0);
      }
      expect(Object.values(await person.paths())).toEqual(['direct udp', 'direct udp']);
      expect(person.noise).toEqual([]);
    }
  });

  it.each(['udp', 'tls'])('goes by a relay over %s when that is asked for', async (transport) => {
    for (const person of await join(['Ada', 'Grace'], `&relay=${transport}`)) {
      expect(Object.values(await person.paths())).toEqual([`relay ${transport}`]);
    }
  });

  it('takes a page that was reloaded back, again and again', async () => {
    const [ada, grace] = await join(['Ada', 'Grace']);
    if (!ada || !grace) throw new Error('two pages were opened');
    const me = await ada.me();
    for (const page of [ada, grace, ada]) {
      await page.page.reload();
      await page.joined();
      await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    }
    expect(await ada.me()).toBe(me);
    expect((await grace.view())?.participants).toHaveLength(2);
  });

  it('plays nothing of somebody whom a moderator muted, though the client sends on', async () => {
    const [ada, grace] = await join(['Ada', 'Grace']);
    if (!ada || !grace) throw new Error('two pages were opened');
    const host = (await ada.view())?.participants.find(({ role }) => role === 'host')?.id;
    const [moderator, muted] = host === (await ada.me()) ? [ada, grace] : [grace, ada];
    const name = muted === ada ? 'Ada' : 'Grace';
    const speaks = moderator.page.locator(`.tile--speaking[data-participant="${await muted.me()}"]`);
    const played = () =>
      moderator.page.evaluate<number>(
        "[...document.querySelectorAll('audio')].flatMap((one) => one.srcObject.getAudioTracks()).length",
      );
    await speaks.waitFor();
    expect(await played()).toBe(1);
    await moderator.press(/^People/);
    await moderator.press(`Actions for ${name}`);
    await moderator.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await muted.page.getByText('muted you.').waitFor();

    // A client that does not obey: its packets are as loud as before.
    await muted.page.evaluate(`
      for (const connection of window.peerConnections) {
        for (const { track } of connection.getSenders()) if (track?.kind === 'audio') track.enabled = true;
      }`);
    const sentEnergy = () =>
      muted.page.evaluate<number>(`(async () => {
        const reports = await Promise.all(window.peerConnections.map((one) => one.getStats()));
        const entries = reports.flatMap((report) => [...report.values()]);
        return Math.max(0, ...entries.filter((one) => one.type === 'media-source' && one.kind === 'audio')
          .map((one) => one.totalAudioEnergy));
      })()`);
    const [loud, { audio }] = [await sentEnergy(), await moderator.received()];
    await expect.poll(sentEnergy, slow).toBeGreaterThan(loud + 0.05);
    await expect.poll(async () => (await moderator.received()).audio, slow).toBeGreaterThan(audio + 50);
    expect(await played()).toBe(0);
    await expect.poll(() => speaks.count(), slow).toBe(0);

    // Unmuting in the room's sight lifts it.
    await muted.press('Unmute microphone');
    await speaks.waitFor();
    expect(await played()).toBe(1);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });

  it('shows screens of both at once, begun at the same moment, and ends one without the other', async () => {
    const [ada, grace] = await join(['Ada', 'Grace']);
    if (!ada || !grace) throw new Error('two pages were opened');
    const [me, other] = [await ada.me(), await grace.me()];
    const connections = () => Promise.all([ada.connectionsMade(), grace.connectionsMade()]);
    const before = await connections();
    await Promise.all([ada.press('Share your screen'), grace.press('Share your screen')]);
    await Promise.all([ada.screenFlows(other), grace.screenFlows(me)]);
    await ada.press('Stop sharing your screen');
    await expect.poll(() => grace.page.locator(`[data-participant="${me}/screen"]`).count()).toBe(0);
    await ada.screenFlows(other, 40);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    expect(await connections()).toEqual(before);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
  });
});
