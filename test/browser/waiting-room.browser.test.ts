import { expect, it, describe } from 'vitest';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { MeetClient } from '../support/meet-client.ts';

/** A host without a page of their own moderates people who have one. */
describe.skipIf(!(await hasChromium()))('a room with somebody at the door', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoaw', '127.88.5'),
    ports: { min: 12_000, max: 12_249 },
    rtpPorts: { min: 13_500, max: 13_599 },
    sfu: true,
    relay: false,
  });

  it('lets a page wait, come in, be muted and be sent out', async () => {
    const url = suite.newRoom();
    const host = await MeetClient.open(suite.platform.urls[0] ?? '');
    await host.join(url.split('/').at(-1) ?? '', 'Host');
    const idOf = (name: string) => host.view.participants.find((p) => p.name === name)?.id ?? '';
    const ada = await suite.open(url, 'name=Ada&join=1');
    await host.ask({ type: 'waiting-room', on: true });

    const grace = await suite.open(url, 'name=Grace');
    await grace.page.getByRole('button', { name: 'Join' }).click();
    await grace.page.getByRole('heading', { name: 'Please wait' }).waitFor();
    expect((await grace.view())?.participants.map((p) => p.name)).toEqual(['Grace']);
    expect(await grace.connectionsMade()).toBe(0);
    await ada.tiles(2);

    await host.ask({ type: 'admit', target: idOf('Grace') });
    await grace.tiles(3);
    await Promise.all([ada.mediaFlows(), grace.mediaFlows()]);
    expect(await grace.me()).toBe(idOf('Grace'));

    await host.ask({ type: 'mute', target: idOf('Ada') });
    await ada.page.getByRole('button', { name: 'Unmute microphone' }).waitFor();
    await expect.poll(() => host.view.participants.find((p) => p.name === 'Ada')?.audio).toBe(false);

    await host.ask({ type: 'kick', target: idOf('Grace'), message: 'The meeting is over for you.' });
    await grace.page.getByText('The meeting is over for you.').waitFor();
    await ada.tiles(2);
    expect([...ada.noise, ...grace.noise]).toEqual([]);
    host.close();
  });
});
